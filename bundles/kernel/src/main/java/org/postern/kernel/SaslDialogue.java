package org.postern.kernel;

import java.io.IOException;
import java.util.Base64;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.smtp.Reply;
import org.postern.api.smtp.SaslExchange;

/// The exchange of an AUTH command with a client, in base64.
final class SaslDialogue implements SaslExchange {
    private final Wire wire;
    private final Context context;
    private final Optional<byte[]> initial;

    /// @param initial what came with the command; `=` is an empty response (RFC 4954, 4)
    SaslDialogue(Wire wire, Context context, String initial) throws BrokenOff {
        this.wire = wire;
        this.context = context;
        this.initial = initial.isEmpty()
                ? Optional.empty()
                : Optional.of(initial.equals("=") ? new byte[0] : decoded(initial));
    }

    @Override
    public Context context() {
        return context;
    }

    @Override
    public Optional<byte[]> initialResponse() {
        return initial.map(byte[]::clone);
    }

    @Override
    public byte[] exchange(byte[] data) throws IOException {
        wire.send(Reply.of(334, "", Base64.getEncoder().encodeToString(data)));
        wire.flush();
        String line = wire.readLine().text().stripTrailing();
        if (line.equals("*")) {
            throw new BrokenOff(BrokenOff.Cause.CANCELLED);
        }
        return decoded(line);
    }

    private static byte[] decoded(String text) throws BrokenOff {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new BrokenOff(BrokenOff.Cause.NOT_BASE64);
        }
    }
}
