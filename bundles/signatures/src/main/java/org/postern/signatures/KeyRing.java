package org.postern.signatures;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The private keys that messages were signed with, so that a key is read and parsed once while it does not
/// change. Holds a bounded number of them. Safe for any number of threads; guarded by itself.
public final class KeyRing {
    private static final int MOST = 1000;
    private static final int MAX_FILE = 65_536;

    private final Map<String, Kept> kept = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Kept> eldest) {
            return size() > MOST;
        }
    };

    /// A key, and the state of the file that it was read from: empty for one that is no file's.
    private record Kept(Optional<Stamp> stamp, PrivateKey key) {}

    /// By what it is seen that a file has changed.
    private record Stamp(String fileKey, long modified, long size) {}

    /// A ring without keys.
    public KeyRing() {}

    /// The key of an option's value: the name of a file if it begins with `/`, else the key itself.
    public PrivateKey key(String value) throws IOException, SyntaxException {
        Optional<Path> file = file(value);
        Optional<Stamp> stamp = file.isPresent() ? Optional.of(stamp(file.get())) : Optional.empty();
        synchronized (kept) {
            Kept known = kept.get(value);
            if (known != null && known.stamp().equals(stamp)) {
                return known.key();
            }
        }
        PrivateKey key = PrivateKey.parse(file.isPresent() ? read(file.get()) : value);
        synchronized (kept) {
            kept.put(value, new Kept(stamp, key));
        }
        return key;
    }

    private static Optional<Path> file(String value) throws SyntaxException {
        try {
            return value.startsWith("/") ? Optional.of(Path.of(value)) : Optional.empty();
        } catch (InvalidPathException e) {
            throw new SyntaxException("not the name of a file");
        }
    }

    private static Stamp stamp(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return new Stamp(
                String.valueOf(attributes.fileKey()),
                attributes.lastModifiedTime().toMillis(),
                attributes.size());
    }

    private static String read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(MAX_FILE), StandardCharsets.ISO_8859_1);
        }
    }
}
