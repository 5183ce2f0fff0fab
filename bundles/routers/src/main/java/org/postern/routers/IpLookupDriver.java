package org.postern.routers;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.postern.api.config.Compiler;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Expression;
import org.postern.api.config.Option;
import org.postern.api.config.OptionType;
import org.postern.api.config.OptionTypes;
import org.postern.api.config.Regex;
import org.postern.api.config.Settings;
import org.postern.spi.Router;
import org.postern.spi.RouterDriver;

/// The `iplookup` router: a server says by which other address an address is to be replaced.
final class IpLookupDriver implements RouterDriver {
    static final Option<List<String>> HOSTS = Option.required("hosts", OptionTypes.TEXT_LIST);
    static final Option<Long> PORT = Option.required("port", OptionTypes.NUMBER);
    static final Option<Protocol> PROTOCOL = Option.of("protocol", OptionTypes.oneOf(Protocol.class), "udp");
    static final Option<Expression> QUERY =
            Option.of("query", OptionTypes.EXPRESSION, "$local_part@$domain $local_part@$domain");
    static final Option<Optional<Regex>> RESPONSE_PATTERN =
            Option.optional("response_pattern", OptionType.of("a regular expression", IpLookupDriver::regex));
    static final Option<Optional<Expression>> REROUTE = Option.optional("reroute", OptionTypes.EXPRESSION);
    static final Option<Boolean> OPTIONAL = Option.of("optional", OptionTypes.BOOLEAN, "false");
    static final Option<Duration> TIMEOUT = Option.of("timeout", OptionTypes.TIME, "5s");

    private static final int MAX_PORT = 65_535;

    private final HostAddresses addresses;

    IpLookupDriver(HostAddresses addresses) {
        this.addresses = addresses;
    }

    /// How the server is asked.
    enum Protocol {
        /// One datagram each way.
        UDP,
        /// A connection for each query.
        TCP
    }

    @Override
    public String name() {
        return "iplookup";
    }

    @Override
    public List<Option<?>> options() {
        return List.of(HOSTS, PORT, PROTOCOL, QUERY, RESPONSE_PATTERN, REROUTE, OPTIONAL, TIMEOUT);
    }

    @Override
    public NeedOfTransport transport() {
        return NeedOfTransport.FORBIDDEN;
    }

    @Override
    public Router create(Settings settings) throws ConfigException {
        long port = settings.get(PORT);
        if (port < 1 || port > MAX_PORT) {
            throw settings.invalid(PORT, "not a port: " + port);
        }
        if (settings.get(HOSTS).isEmpty()) {
            throw settings.invalid(HOSTS, "must name a host");
        }
        return new IpLookupRouter(settings, addresses);
    }

    private static Regex regex(String pattern, Compiler compiler) throws ConfigException {
        return compiler.regex(pattern, false);
    }
}
