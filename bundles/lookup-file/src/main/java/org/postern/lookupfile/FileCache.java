package org.postern.lookupfile;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/// What was read from files, kept as long as they do not change. Safe for any number of threads.
///
/// @param <T> what a file is parsed to
final class FileCache<T> {
    private static final int MAX_FILES = 256;
    private static final long MAX_SIZE = 256 << 20;

    private final Parser<T> parser;
    private final Map<Path, Version<T>> versions = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Path, Version<T>> eldest) {
            return size() > MAX_FILES;
        }
    };

    /// Parses the text of a file, a byte in each `char`.
    ///
    /// @param <T> to this
    @FunctionalInterface
    interface Parser<T> {
        T parse(String text) throws IOException;
    }

    private record Version<T>(long modified, long size, String key, T parsed) {
        boolean isOf(BasicFileAttributes now) {
            return modified == now.lastModifiedTime().toMillis()
                    && size == now.size()
                    && key.equals(Objects.toString(now.fileKey()));
        }
    }

    FileCache(Parser<T> parser) {
        this.parser = parser;
    }

    /// The file as it is now.
    ///
    /// @param search what it is wanted for, in the words of Exim's messages
    T get(String file, String search) throws IOException {
        Path path = path(file, search);
        BasicFileAttributes now = attributes(path, file, search);
        synchronized (versions) {
            Version<T> known = versions.get(path);
            if (known != null && known.isOf(now)) {
                return known.parsed;
            }
        }
        if (now.size() > MAX_SIZE) {
            throw new IOException(file + " is longer than " + MAX_SIZE + " bytes");
        }
        T parsed = parser.parse(read(path, file, search));
        Version<T> version =
                new Version<>(now.lastModifiedTime().toMillis(), now.size(), Objects.toString(now.fileKey()), parsed);
        synchronized (versions) {
            versions.put(path, version);
        }
        return parsed;
    }

    /// The path of a name, which must be that of a file that may be searched.
    static Path path(String file, String search) throws IOException {
        try {
            return Path.of(new String(file.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
        } catch (InvalidPathException e) {
            throw new IOException("failed to open " + file + " for " + search + ": " + e.getReason(), e);
        }
    }

    private static BasicFileAttributes attributes(Path path, String file, String search) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            if (!attributes.isRegularFile()) {
                throw new IOException(file + " is not a regular file (" + search + " lookup)");
            }
            return attributes;
        } catch (NoSuchFileException e) {
            throw missing(file, search, e);
        }
    }

    private static String read(Path path, String file, String search) throws IOException {
        try {
            return Files.readString(path, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw missing(file, search, e);
        } catch (java.nio.file.AccessDeniedException e) {
            throw new IOException("failed to open " + file + " for " + search + ": Permission denied", e);
        }
    }

    static IOException missing(String file, String search, IOException cause) {
        return new IOException("failed to open " + file + " for " + search + ": No such file or directory", cause);
    }
}
