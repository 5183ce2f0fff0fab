package org.postern.kernel;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.postern.api.mail.Bytes;
import org.postern.api.mail.Content;
import org.postern.api.mail.Header;
import org.postern.core.Envelope;
import org.postern.core.Progress;
import org.postern.core.Spool;

/// Gives ids and collects data in memory, and keeps nothing.
///
/// @param other who makes the ids
record TrialSpool(Spool other) implements Spool {
    @Override
    public String newId() {
        return other.newId();
    }

    @Override
    public Collector collector() {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        return new Collector() {
            @Override
            public OutputStream output() {
                return data;
            }

            @Override
            public Content content() {
                return Bytes.of(data.toByteArray());
            }

            @Override
            public void close() {
                data.reset();
            }
        };
    }

    @Override
    public Spooled accept(Envelope envelope, List<Header> headers, Content body) throws IOException {
        throw new IOException("a session on trial keeps no message");
    }

    @Override
    public void note(String id, Progress progress) {}

    @Override
    public void sync() {}

    @Override
    public List<Recovered> recovered() {
        return List.of();
    }

    @Override
    public Spooled read(String id) throws IOException {
        throw new IOException("a session on trial keeps no message: " + id);
    }
}
