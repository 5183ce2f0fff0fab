package org.postern.auth;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.Expression;
import org.postern.api.config.Option;
import org.postern.api.config.OptionTypes;
import org.postern.api.config.Settings;
import org.postern.api.smtp.SaslClient;
import org.postern.api.smtp.SaslExchange;
import org.postern.spi.Authenticator;
import org.postern.spi.AuthenticatorDriver;

/// `cram_md5`: the client shows that it knows a secret without saying it (RFC 2195).
final class CramMd5Driver implements AuthenticatorDriver {
    private static final Option<Optional<Expression>> SERVER_SECRET =
            Option.optional("server_secret", OptionTypes.EXPRESSION);
    private static final Option<Expression> CLIENT_NAME =
            Option.of("client_name", OptionTypes.EXPRESSION, "$primary_hostname");
    private static final Option<Optional<Expression>> CLIENT_SECRET =
            Option.optional("client_secret", OptionTypes.EXPRESSION);

    private final InstantSource clock;
    private final RandomGenerator random;

    CramMd5Driver(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    @Override
    public String name() {
        return "cram_md5";
    }

    @Override
    public List<Option<?>> options() {
        List<Option<?>> all = new ArrayList<>(ServerOptions.options());
        all.addAll(ClientOptions.options());
        all.addAll(List.of(SERVER_SECRET, CLIENT_NAME, CLIENT_SECRET));
        return all;
    }

    @Override
    public Authenticator create(Settings settings) {
        return new CramMd5(settings);
    }

    private String challenge(Context context) throws ExpansionException {
        String host = context.variable("primary_hostname").map(Text::value).orElse("localhost");
        return "<" + random.nextInt(Integer.MAX_VALUE) + "." + clock.instant().getEpochSecond() + "@" + host + ">";
    }

    private final class CramMd5 implements Authenticator {
        private final ServerOptions server;
        private final Optional<Expression> secret;
        private final ClientOptions client;
        private final Expression clientName;
        private final Optional<Expression> clientSecret;

        CramMd5(Settings settings) {
            server = ServerOptions.of(settings);
            secret = settings.get(SERVER_SECRET);
            client = ClientOptions.of(settings);
            clientName = settings.get(CLIENT_NAME);
            clientSecret = settings.get(CLIENT_SECRET);
        }

        @Override
        public String mechanism() {
            return server.mechanism();
        }

        @Override
        public boolean isForClients() {
            return secret.isPresent();
        }

        @Override
        public Verdict serve(SaslExchange exchange) throws IOException, ExpansionException {
            Context context = exchange.context();
            if (exchange.initialResponse().isPresent()) {
                throw new SaslExchange.BrokenOff(SaslExchange.BrokenOff.Cause.UNEXPECTED);
            }
            String challenge = challenge(context);
            String response = new String(
                    exchange.exchange(challenge.getBytes(StandardCharsets.ISO_8859_1)), StandardCharsets.ISO_8859_1);
            int space = response.lastIndexOf(' ');
            Credentials credentials = new Credentials(context);
            credentials.add(space < 0 ? response : response.substring(0, space).strip());
            String known;
            try {
                known = secret.orElseThrow().expand(context).value();
            } catch (ExpansionException e) {
                return e.forced() ? server.rejected(context) : new Verdict.Defer(String.valueOf(e.getMessage()));
            }
            String digest = space < 0 ? "" : response.substring(space + 1).toLowerCase(Locale.ROOT);
            if (!isSame(digest, hmac(known, challenge))) {
                return server.rejected(context);
            }
            return server.condition().isPresent() ? server.decide(context) : server.accepted(context);
        }

        @Override
        public Optional<SaslClient> client(Context context) throws ExpansionException {
            return clientSecret.isPresent() && client.apply(context)
                    ? Optional.of(new CramMd5Client(clientName, clientSecret.get(), client, context))
                    : Optional.empty();
        }
    }

    private static boolean isSame(String one, String other) {
        return MessageDigest.isEqual(
                one.getBytes(StandardCharsets.ISO_8859_1), other.getBytes(StandardCharsets.ISO_8859_1));
    }

    /// The digest of RFC 2104, in hexadecimal digits. An empty key stands for one of zeros, which is the
    /// same.
    static String hmac(String secret, String text) {
        try {
            byte[] key = secret.isEmpty() ? new byte[1] : secret.getBytes(StandardCharsets.ISO_8859_1);
            Mac mac = Mac.getInstance("HmacMD5");
            mac.init(new SecretKeySpec(key, "HmacMD5"));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.ISO_8859_1)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
