package org.postern.transports;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.postern.api.mail.Content;

/// A text as the body of a message: each of its lines ends with CR LF.
record TextBody(String text) implements Content {
    private byte[] bytes() {
        StringBuilder lines = new StringBuilder(text.length() + 64);
        text.lines().forEach(line -> lines.append(line).append("\r\n"));
        return lines.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public long size() {
        return bytes().length;
    }

    @Override
    public InputStream open() {
        return new ByteArrayInputStream(bytes());
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        out.write(bytes());
    }
}
