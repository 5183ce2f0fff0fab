package org.postern.kernel;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postern.api.Context;
import org.postern.api.smtp.Reply;
import org.postern.api.smtp.SaslExchange;

/// The exchange of an AUTH command with a client, in base64.
final class SaslDialogue implements SaslExchange {
    private static final String VEIL = "***";

    private final Wire wire;
    private final Context context;
    private final Set<String> offered;
    private final List<String> secrets = new ArrayList<>();
    private Optional<byte[]> initial = Optional.empty();

    /// @param offered the mechanisms that the client was offered, in upper case
    SaslDialogue(Wire wire, Context context, Set<String> offered) {
        this.wire = wire;
        this.context = context;
        this.offered = offered;
    }

    /// The client has sent this with the command; `=` is an empty response (RFC 4954, 4).
    void begin(String response) throws BrokenOff {
        if (!response.isEmpty()) {
            initial = Optional.of(response.equals("=") ? new byte[0] : decoded(response));
        }
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
    public boolean isOffered(String mechanism) {
        return offered.contains(mechanism);
    }

    @Override
    public byte[] exchange(byte[] data) throws IOException {
        wire.send(Reply.of(334, "", Base64.getEncoder().encodeToString(data)));
        wire.flush();
        Wire.Line line = wire.readLine();
        switch (line.end()) {
            case CRLF -> {}
            case BARE_LF -> throw new BrokenOff(BrokenOff.Cause.NOT_BASE64);
            case TOO_LONG -> throw new BrokenOff(BrokenOff.Cause.TOO_LONG);
        }
        String text = line.text().stripTrailing();
        if (text.equals("*")) {
            throw new BrokenOff(BrokenOff.Cause.CANCELLED);
        }
        return decoded(text);
    }

    /// What the client has sent, at whatever place it turns up in a text, is not for the log.
    String veiled(String text) {
        String shown = text;
        for (String secret : secrets) {
            shown = shown.replace(secret, VEIL);
        }
        return shown;
    }

    /// Only what an encoder makes is base64: with its padding, and with nothing in the bits that do not
    /// count.
    private byte[] decoded(String text) throws BrokenOff {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException _) {
            throw new BrokenOff(BrokenOff.Cause.NOT_BASE64);
        }
        if (!Base64.getEncoder().encodeToString(bytes).equals(text)) {
            throw new BrokenOff(BrokenOff.Cause.NOT_BASE64);
        }
        remember(text, bytes);
        return bytes;
    }

    private void remember(String text, byte[] bytes) {
        secrets.add(text);
        secrets.addAll(Arrays.asList(new String(bytes, StandardCharsets.ISO_8859_1).split("[\0\1]", -1)));
        secrets.removeIf(String::isEmpty);
        secrets.sort((one, other) -> other.length() - one.length());
    }
}
