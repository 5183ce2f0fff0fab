package org.postern.transports;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.postern.api.mail.Content;

/// A body in memory, given out in pieces so that nothing may rely on how it is cut.
record FakeContent(String text, int piece) implements Content {
    @Override
    public long size() {
        return text.length();
    }

    @Override
    public InputStream open() {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < bytes.length; i += Math.min(piece, bytes.length - i)) {
            out.write(bytes, i, Math.min(piece, bytes.length - i));
        }
    }
}
