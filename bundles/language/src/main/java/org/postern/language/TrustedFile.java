package org.postern.language;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/// A file that the configuration names, read whole while mail flows.
final class TrustedFile {
    private static final long LIMIT = 16 << 20;

    private TrustedFile() {}

    /// The text of a file, a byte in each `char`.
    static String read(String name) throws IOException {
        try {
            Path path = Path.of(name);
            if (Files.size(path) > LIMIT) {
                throw new IOException(name + " is longer than " + LIMIT + " bytes");
            }
            return Files.readString(path, StandardCharsets.ISO_8859_1);
        } catch (InvalidPathException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
