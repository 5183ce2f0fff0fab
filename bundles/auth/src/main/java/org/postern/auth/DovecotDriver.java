package org.postern.auth;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.InvalidPathException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postern.api.ExpansionException;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Option;
import org.postern.api.config.OptionTypes;
import org.postern.api.config.Settings;
import org.postern.api.smtp.SaslExchange;
import org.postern.spi.Authenticator;
import org.postern.spi.AuthenticatorDriver;

/// `dovecot`: Dovecot's authentication server decides, for each mechanism that it has.
///
/// @param random where the numbers of connections come from
record DovecotDriver(RandomGenerator random) implements AuthenticatorDriver {
    private static final Option<Optional<String>> SERVER_SOCKET = Option.optional("server_socket", OptionTypes.TEXT);
    private static final Option<Duration> SERVER_TIMEOUT = Option.of("server_timeout", OptionTypes.TIME, "30s");
    private static final Set<String> REVEALING = Set.of("PLAIN", "LOGIN", "OAUTHBEARER", "XOAUTH2");
    private static final Pattern HOST_AND_PORT = Pattern.compile("(\\S+)\\s+(\\d{1,5})");

    @Override
    public String name() {
        return "dovecot";
    }

    @Override
    public List<Option<?>> options() {
        List<Option<?>> all = new ArrayList<>(ServerOptions.options());
        all.addAll(List.of(SERVER_SOCKET, SERVER_TIMEOUT));
        return all;
    }

    @Override
    public Authenticator create(Settings settings) throws ConfigException {
        String place = settings.get(SERVER_SOCKET)
                .orElseThrow(() -> settings.invalid(SERVER_SOCKET, "must be set: the path of Dovecot's auth socket"));
        if (!place.startsWith("/") && !HOST_AND_PORT.matcher(place).matches()) {
            throw settings.invalid(SERVER_SOCKET, "neither a path nor HOST PORT: " + place);
        }
        return new Dovecot(
                ServerOptions.of(settings),
                new DovecotService(place, () -> address(place), settings.get(SERVER_TIMEOUT), random));
    }

    /// A host is looked up each time.
    private static SocketAddress address(String place) throws IOException {
        Matcher host = HOST_AND_PORT.matcher(place);
        if (host.matches() && Integer.parseInt(host.group(2)) < 65_536) {
            return new InetSocketAddress(host.group(1), Integer.parseInt(host.group(2)));
        }
        try {
            return UnixDomainSocketAddress.of(place);
        } catch (InvalidPathException e) {
            throw new IOException("no path of a socket", e);
        }
    }

    private record Dovecot(ServerOptions server, DovecotService service) implements Authenticator {
        @Override
        public String mechanism() {
            return server.mechanism();
        }

        @Override
        public boolean revealsSecret() {
            return REVEALING.contains(mechanism().toUpperCase(Locale.ROOT));
        }

        @Override
        public Verdict serve(SaslExchange exchange) throws IOException, ExpansionException {
            return service.serve(exchange, server);
        }
    }
}
