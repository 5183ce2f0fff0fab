package org.postern.auth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.config.Expression;
import org.postern.api.mail.Host;
import org.postern.api.smtp.SaslClient;

/// Shows another server a token.
///
/// @param form of the messages
/// @param user as whom, if that is to be said
/// @param token the token
/// @param options who it is for the log
/// @param context what is known
record BearerClient(
        BearerForm form, Optional<Expression> user, Expression token, ClientOptions options, Context context)
        implements SaslClient {
    @Override
    public Optional<byte[]> initial() throws ExpansionException {
        String name = context.host().map(Host::name).orElse("");
        String address = name.isEmpty() ? "" : "host=" + name + "\1";
        BearerForm.Claim claim =
                new BearerForm.Claim(userName(), token.expand(context).value(), address);
        if ((claim.user() + claim.token()).chars().anyMatch(c -> c < ' ')) {
            throw ExpansionException.error("client_username or client_token has control characters");
        }
        return Optional.of(form.message(claim).getBytes(ISO_8859_1));
    }

    private String userName() throws ExpansionException {
        return user.isEmpty() ? "" : user.get().expand(context).value();
    }

    /// The server has no challenge but to say why it refuses.
    @Override
    public byte[] respond(byte[] challenge) {
        return form.answerToRefusal();
    }

    @Override
    public String identity() throws ExpansionException {
        return options.identity(context);
    }

    @Override
    public Object credentials() throws ExpansionException {
        return List.of(userName(), token.expand(context).value());
    }
}
