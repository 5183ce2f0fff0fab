package org.postern.auth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.smtp.SaslClient;
import org.postern.api.smtp.SaslExchange;

/// An exchange in which a client answers, and what was said in it.
final class Dialogue implements SaslExchange {
    /// Who answers.
    @FunctionalInterface
    interface Peer {
        byte[] respond(byte[] challenge) throws ExpansionException, IOException;
    }

    private final Context context;
    private final Optional<byte[]> initial;
    private final Peer peer;
    private final List<String> challenges = new ArrayList<>();
    private Set<String> offered = Set.of();

    private Dialogue(Context context, Optional<byte[]> initial, Peer peer) {
        this.context = context;
        this.initial = initial;
        this.peer = peer;
    }

    /// With a client of ours.
    static Dialogue with(Context context, SaslClient client) throws ExpansionException {
        return new Dialogue(context, client.initial(), client::respond);
    }

    /// With a client that sends these lines, the first with the command unless it is null text.
    static Dialogue of(Context context, String initial, String... responses) {
        List<String> left = new ArrayList<>(List.of(responses));
        return new Dialogue(context, Optional.of(initial.getBytes(ISO_8859_1)), _ -> next(left));
    }

    /// With a client that waits to be asked.
    static Dialogue asked(Context context, String... responses) {
        List<String> left = new ArrayList<>(List.of(responses));
        return new Dialogue(context, Optional.empty(), _ -> next(left));
    }

    private static byte[] next(List<String> left) throws BrokenOff {
        if (left.isEmpty()) {
            throw new BrokenOff(BrokenOff.Cause.CANCELLED);
        }
        return left.removeFirst().getBytes(ISO_8859_1);
    }

    Dialogue offering(String... mechanisms) {
        offered = Set.of(mechanisms);
        return this;
    }

    /// What the server said.
    List<String> challenges() {
        return challenges;
    }

    @Override
    public Context context() {
        return context;
    }

    @Override
    public Optional<byte[]> initialResponse() {
        return initial;
    }

    @Override
    public boolean isOffered(String mechanism) {
        return offered.contains(mechanism);
    }

    @Override
    public byte[] exchange(byte[] data) throws IOException {
        challenges.add(new String(data, ISO_8859_1));
        try {
            return peer.respond(data);
        } catch (ExpansionException e) {
            IOException failed = new IOException(e.getMessage());
            failed.initCause(e);
            throw failed;
        }
    }
}
