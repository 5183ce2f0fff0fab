package org.postern.auth;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.config.Expression;
import org.postern.api.smtp.SaslClient;

/// Shows that this server knows `client_secret` (RFC 2195).
///
/// @param name as whom
/// @param secret the secret
/// @param options who it is for the log
/// @param context what is known
record CramMd5Client(Expression name, Expression secret, ClientOptions options, Context context) implements SaslClient {
    @Override
    public Optional<byte[]> initial() throws ExpansionException {
        credentials(); // a forced failure is one before anything is sent
        return Optional.empty();
    }

    @Override
    public byte[] respond(byte[] challenge) throws ExpansionException {
        String digest = CramMd5Driver.hmac(expanded(secret), new String(challenge, StandardCharsets.ISO_8859_1));
        return (expanded(name) + " " + digest).getBytes(StandardCharsets.ISO_8859_1);
    }

    private String expanded(Expression expression) throws ExpansionException {
        return expression.expand(context).value();
    }

    @Override
    public String identity() throws ExpansionException {
        return options.identity(context);
    }

    @Override
    public Object credentials() throws ExpansionException {
        return List.of(expanded(name), expanded(secret));
    }
}
