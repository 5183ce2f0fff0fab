package org.postern.transports;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;

/// The path that an expanded option names.
final class LocalPath {
    private LocalPath() {}

    /// The path with these bytes, which must be absolute.
    static Path of(String bytes) throws IOException {
        if (!bytes.startsWith("/")) {
            throw new IOException("name '" + bytes + "' is not absolute");
        }
        byte[] raw = bytes.getBytes(StandardCharsets.ISO_8859_1);
        String name = new String(raw, StandardCharsets.UTF_8);
        if (!Arrays.equals(raw, name.getBytes(StandardCharsets.UTF_8))) {
            throw new IOException("name '" + bytes + "' is not UTF-8");
        }
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new IOException("name '" + bytes + "': " + e.getReason(), e);
        }
    }
}
