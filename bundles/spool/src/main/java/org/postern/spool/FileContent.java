package org.postern.spool;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.postern.api.mail.Content;

/// All bytes of a file that does not change.
///
/// @param path the file
/// @param size its length
record FileContent(Path path, long size) implements Content {
    @Override
    public InputStream open() throws IOException {
        return Files.newInputStream(path);
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        Files.copy(path, out);
    }
}
