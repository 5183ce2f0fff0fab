package org.postern.auth;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Option;
import org.postern.api.config.OptionTypes;
import org.postern.api.config.Settings;
import org.postern.api.smtp.SaslClient;
import org.postern.api.smtp.SaslExchange;
import org.postern.spi.Authenticator;
import org.postern.spi.AuthenticatorDriver;

/// `scram`: each side shows the other that it knows a password, without saying it (RFC 5802, RFC 7677). Exim
/// has it in its driver `gsasl`, whose words it takes.
///
/// @param name the name of the driver
/// @param random where nonces come from
record ScramDriver(String name, RandomGenerator random) implements AuthenticatorDriver {
    /// Exim's name of it.
    static final String GSASL = "gsasl";

    private static final Option<Optional<String>> SERVER_MECH = Option.optional("server_mech", OptionTypes.TEXT);
    private static final Option<Boolean> SERVER_CHANNELBINDING =
            Option.of("server_channelbinding", OptionTypes.BOOLEAN, "false");

    /// Exim's for mechanisms that are not SCRAM, to which they mean nothing.
    private static final List<Option<?>> WITHOUT_EFFECT = List.of(
            Option.optional("server_hostname", OptionTypes.TEXT),
            Option.optional("server_realm", OptionTypes.TEXT),
            Option.optional("server_service", OptionTypes.TEXT));

    @Override
    public List<Option<?>> options() {
        List<Option<?>> all = new ArrayList<>(ServerOptions.options());
        all.addAll(ClientOptions.options());
        all.addAll(List.of(SERVER_MECH, SERVER_CHANNELBINDING));
        all.addAll(WITHOUT_EFFECT);
        all.addAll(ScramSecrets.options());
        all.addAll(ScramClientOptions.options());
        return all;
    }

    @Override
    public Authenticator create(Settings settings) throws ConfigException {
        ServerOptions server = ServerOptions.of(settings);
        String mechanism = settings.get(SERVER_MECH).orElse(server.mechanism()).toUpperCase(Locale.ROOT);
        ScramHash hash = ScramHash.of(mechanism)
                .orElseThrow(() -> settings.invalid(
                        SERVER_MECH,
                        mechanism + " is not SCRAM-SHA-1, SCRAM-SHA-256 or SCRAM-SHA-512, with or without -PLUS;"
                                + " other mechanisms have drivers of their own"));
        boolean plus = mechanism.endsWith("-PLUS");
        if (settings.get(SERVER_CHANNELBINDING) && !plus) {
            throw settings.invalid(SERVER_CHANNELBINDING, "only " + mechanism + "-PLUS binds the channel");
        }
        boolean forcedDefers = name.equals(GSASL);
        return new Scram(
                new ScramService(
                        hash, plus, server, ScramSecrets.of(settings, hash, forcedDefers, random), new Nonces(random)),
                new ScramClientOptions(hash, plus, settings, random));
    }

    private record Scram(ScramService service, ScramClientOptions options) implements Authenticator {
        @Override
        public String mechanism() {
            return service.server().mechanism();
        }

        @Override
        public boolean isForClients() {
            return service.secrets().isGiven();
        }

        @Override
        public boolean isFor(Context context) {
            return isForClients() && service.canServe(context);
        }

        @Override
        public Verdict serve(SaslExchange exchange) throws IOException, ExpansionException {
            return service.serve(exchange);
        }

        @Override
        public Optional<SaslClient> client(Context context) throws ExpansionException {
            return options.client(context);
        }
    }
}
