package org.postern.kernel;

import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postern.api.config.ConfigException;
import org.postern.api.config.OptionType;

/// A pace to which a client is slowed down: `THRESHOLD,FIRST DELAY,FACTOR,LONGEST DELAY`, as in
/// `smtp_ratelimit_mail = 2,0.5s,1.05,4m`.
///
/// @param threshold how many commands are not delayed
/// @param first the delay of the next one
/// @param factor by which each delay is longer than the one before
/// @param longest no delay is longer
record RateLimit(long threshold, Duration first, double factor, Duration longest) {
    static final OptionType<RateLimit> TYPE =
            OptionType.of("a rate limit, such as 2,0.5s,1.05,4m", (text, _) -> parse(text));

    private static final Pattern TIME = Pattern.compile("([0-9]{1,6}(?:\\.[0-9]{0,3})?)([wdhms]?)");
    private static final Pattern FACTOR = Pattern.compile("[0-9]{1,6}(?:\\.[0-9]{0,6})?");

    private static RateLimit parse(String text) throws ConfigException {
        List<String> parts = List.of(text.strip().split("\\s*,\\s*", -1));
        if (parts.size() != 4
                || !parts.getFirst().matches("[0-9]{1,9}")
                || !FACTOR.matcher(parts.get(2)).matches()) {
            throw new ConfigException("not a rate limit, such as 2,0.5s,1.05,4m: " + text);
        }
        return new RateLimit(
                Long.parseLong(parts.getFirst()),
                time(parts.get(1)),
                Double.parseDouble(parts.get(2)),
                time(parts.get(3)));
    }

    private static Duration time(String text) throws ConfigException {
        Matcher matcher = TIME.matcher(text);
        if (!matcher.matches()) {
            throw new ConfigException("not a time, such as 0.5s: " + text);
        }
        long unit = switch (matcher.group(2)) {
            case "w" -> 604_800;
            case "d" -> 86_400;
            case "h" -> 3_600;
            case "m" -> 60;
            default -> 1;
        };
        return Duration.ofMillis(Math.round(Double.parseDouble(matcher.group(1)) * unit * 1_000));
    }
}
