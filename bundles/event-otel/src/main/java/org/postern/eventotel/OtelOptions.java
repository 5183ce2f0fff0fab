package org.postern.eventotel;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postern.api.config.Compiler;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Lists;
import org.postern.api.config.Option;
import org.postern.api.config.OptionType;
import org.postern.api.config.OptionTypes;

/// The options of this plugin.
final class OtelOptions {
    static final Option<Optional<URI>> ENDPOINT = Option.optional(
            "event_otel_endpoint",
            OptionType.of("a URL, such as https://host:4318/v1/traces", (text, _) -> endpoint(text)));
    static final Option<Map<String, String>> HEADERS =
            Option.of("event_otel_headers", OptionType.of("a list of NAME=VALUE", (text, _) -> headers(text)), "");
    static final Option<Duration> TIMEOUT =
            Option.of("event_otel_timeout", OptionType.of("a time above 0s", OtelOptions::timeout), "10s");
    static final Option<Long> QUEUE =
            Option.of("event_otel_queue", OptionType.of("a number above 0", OtelOptions::queue), "20000");
    static final Option<String> SERVICE = Option.of("event_otel_service_name", OptionTypes.TEXT, "postern");
    static final Option<Double> SAMPLING =
            Option.of("event_otel_sampling", OptionType.of("a number from 0 to 1", OtelOptions::share), "1");
    static final Option<List<String>> EVENTS = Option.of("event_otel_events", OptionTypes.TEXT_LIST, "*");

    private static final Pattern HEADER = Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+)\\s*=\\s*([ -~]*)");
    private static final Set<String> OURS =
            Set.of("connection", "content-encoding", "content-length", "content-type", "expect", "host", "upgrade");

    private OtelOptions() {}

    private static URI endpoint(String text) throws ConfigException {
        try {
            URI address = new URI(text);
            boolean isWeb =
                    "https".equalsIgnoreCase(address.getScheme()) || "http".equalsIgnoreCase(address.getScheme());
            if (isWeb && Optional.ofNullable(address.getHost()).isPresent()) {
                return address;
            }
        } catch (URISyntaxException _) {
            // Said below.
        }
        throw new ConfigException("not a URL of a web server: " + text);
    }

    private static Map<String, String> headers(String text) throws ConfigException {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String item : Lists.split(text)) {
            Matcher form = HEADER.matcher(item.strip());
            if (!form.matches() || OURS.contains(form.group(1).toLowerCase(Locale.ROOT))) {
                throw new ConfigException("not NAME=VALUE of a field that may be set: " + item);
            }
            headers.put(form.group(1), form.group(2));
        }
        return headers;
    }

    private static Duration timeout(String text, Compiler compiler) throws ConfigException {
        Duration time = OptionTypes.TIME.parse(text, compiler);
        if (time.isZero()) {
            throw new ConfigException("not a time above 0s: " + text);
        }
        return time;
    }

    private static long queue(String text, Compiler compiler) throws ConfigException {
        long bound = OptionTypes.NUMBER.parse(text, compiler);
        if (bound <= 0) {
            throw new ConfigException("not a number above 0: " + text);
        }
        return bound;
    }

    private static double share(String text, Compiler compiler) throws ConfigException {
        double share = OptionTypes.FIXED.parse(text, compiler);
        if (share > 1) {
            throw new ConfigException("not a number from 0 to 1: " + text);
        }
        return share;
    }
}
