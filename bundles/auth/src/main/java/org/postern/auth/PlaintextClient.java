package org.postern.auth;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.config.Expression;
import org.postern.api.smtp.SaslClient;

/// Sends the texts of `client_send` one after the other: the first with the AUTH command, unless it is empty,
/// and the others as responses. What it is asked is `$auth1` and so on.
final class PlaintextClient implements SaslClient {
    private final List<Expression> send;
    private final ClientOptions options;
    private final Context context;
    private final boolean ignoresMalformed;
    private final Credentials challenges;
    private int next;

    PlaintextClient(List<Expression> send, boolean ignoresMalformed, ClientOptions options, Context context) {
        this.send = send;
        this.ignoresMalformed = ignoresMalformed;
        this.options = options;
        this.context = context;
        this.challenges = new Credentials(context);
    }

    @Override
    public Optional<byte[]> initial() throws ExpansionException {
        next = 1;
        return Optional.of(text(0)).filter(text -> !text.isEmpty()).map(PlaintextClient::bytes);
    }

    @Override
    public byte[] respond(byte[] challenge) throws ExpansionException {
        challenges.add(new String(challenge, StandardCharsets.ISO_8859_1));
        if (next >= send.size()) {
            throw ExpansionException.error("client_send has no text for another prompt of the server");
        }
        return bytes(text(next++));
    }

    @Override
    public boolean takesMalformedChallenges() {
        return ignoresMalformed;
    }

    @Override
    public String identity() throws ExpansionException {
        return options.identity(context);
    }

    @Override
    public Object credentials() throws ExpansionException {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < send.size(); i++) {
            texts.add(text(i));
        }
        return texts;
    }

    /// One of the texts: `^` in it stands for NUL, `^^` for itself.
    private String text(int number) throws ExpansionException {
        String text = send.get(number).expand(context).value();
        return text.replace("^^", "\1").replace('^', '\0').replace('\1', '^');
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
