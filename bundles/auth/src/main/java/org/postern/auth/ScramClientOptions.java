package org.postern.auth;

import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.config.Expression;
import org.postern.api.config.Option;
import org.postern.api.config.OptionTypes;
import org.postern.api.config.Settings;
import org.postern.api.net.KeyExporter;
import org.postern.api.net.TlsInfo;
import org.postern.api.smtp.Capabilities;
import org.postern.api.smtp.SaslClient;

/// What SCRAM is told for the authentication of this server to others.
///
/// @param hash the hash function
/// @param plus whether the exchange is bound to the TLS connection
/// @param settings of the block
/// @param random where nonces come from
record ScramClientOptions(ScramHash hash, boolean plus, Settings settings, RandomGenerator random) {
    private static final Option<Optional<Expression>> CLIENT_USERNAME = expression("client_username");
    private static final Option<Optional<Expression>> CLIENT_PASSWORD = expression("client_password");
    private static final Option<Optional<Expression>> CLIENT_SPASSWORD = expression("client_spassword");
    private static final Option<Optional<Expression>> CLIENT_AUTHZ = expression("client_authz");
    private static final Option<Boolean> CLIENT_CHANNELBINDING =
            Option.of("client_channelbinding", OptionTypes.BOOLEAN, "false");

    static List<Option<?>> options() {
        return List.of(CLIENT_USERNAME, CLIENT_PASSWORD, CLIENT_SPASSWORD, CLIENT_AUTHZ, CLIENT_CHANNELBINDING);
    }

    private static Option<Optional<Expression>> expression(String name) {
        return Option.optional(name, OptionTypes.EXPRESSION);
    }

    /// Nothing without a user and a password, and with `-PLUS` nothing without a channel binding.
    Optional<SaslClient> client(Context context) throws ExpansionException {
        boolean isGiven = settings.get(CLIENT_USERNAME).isPresent()
                && (settings.get(CLIENT_PASSWORD).isPresent()
                        || settings.get(CLIENT_SPASSWORD).isPresent());
        ClientOptions options = ClientOptions.of(settings);
        if (!isGiven || !options.apply(context)) {
            return Optional.empty();
        }
        ChannelBinding binding = binding(context);
        Optional<String> type = binding.type();
        if (plus && type.isEmpty()) {
            return Optional.empty();
        }
        String flag = plus ? "p=" + type.get() : isHidden(type, context) ? "y" : "n";
        byte[] data = plus ? binding.data(type.get()).orElseThrow() : new byte[0];
        ScramClient.Identity identity = new ScramClient.Identity(
                settings.get(CLIENT_USERNAME).get(),
                settings.get(CLIENT_PASSWORD),
                settings.get(CLIENT_SPASSWORD),
                settings.get(CLIENT_AUTHZ));
        return Optional.of(new ScramClient(
                hash, identity, new ScramClient.Bound(flag, data), options, context, new Nonces(random)));
    }

    /// Whether this server could bind the channel, but the other seems not to offer it: the other is told so,
    /// for it might be somebody between who takes the offer away.
    private boolean isHidden(Optional<String> type, Context context) {
        String offered = context.get(Capabilities.OUTGOING)
                .flatMap(capabilities -> capabilities.get("AUTH"))
                .orElse("");
        return settings.get(CLIENT_CHANNELBINDING)
                && type.isPresent()
                && Arrays.stream(offered.toUpperCase(Locale.ROOT).split("\\s+", -1))
                        .noneMatch(word -> word.startsWith("SCRAM-") && word.endsWith("-PLUS"));
    }

    private static ChannelBinding binding(Context context) {
        Optional<X509Certificate> certificate = context.get(TlsInfo.OUTGOING)
                .flatMap(tls -> tls)
                .flatMap(tls -> tls.peerChain().stream().findFirst());
        return new ChannelBinding(context.get(KeyExporter.OUTGOING).orElse((_, _) -> Optional.empty()), certificate);
    }
}
