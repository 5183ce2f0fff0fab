package org.postern.spool;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.postern.api.mail.Content;

/// Data collected in a file, until the spool takes the file over or its collector is closed. After the
/// take-over it reads from the file's new place.
final class Incoming implements Content {
    private final long size;
    private volatile Path path;
    private volatile boolean taken;

    Incoming(Path path, long size) {
        this.path = path;
        this.size = size;
    }

    Path path() {
        return path;
    }

    /// The file has another name now, and is the spool's.
    void takenTo(Path body) {
        path = body;
        taken = true;
    }

    boolean taken() {
        return taken;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public InputStream open() throws IOException {
        return Files.newInputStream(path);
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        Files.copy(path, out);
    }
}
