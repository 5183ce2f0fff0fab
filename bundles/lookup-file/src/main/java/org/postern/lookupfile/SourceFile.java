package org.postern.lookupfile;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;

/// A file that a lookup names, with what errors call its kind.
///
/// @param name as the configuration has it, a byte in each `char`
/// @param purpose what it is opened for, such as `linear search`
/// @param type the lookup type
record SourceFile(String name, String purpose, String type) {
    /// What tells one version of a file from another.
    ///
    /// @param key the device and the inode, where there are such
    record Version(Optional<Object> key, long size, FileTime modified) {
        /// Whether the file was last changed so long before `now` that a further change would show.
        boolean isSettledAt(Instant now) {
            return modified.toInstant().plusSeconds(1).isBefore(now);
        }
    }

    /// The path that the bytes of the name are, in UTF-8.
    static Path path(String name) throws IOException {
        try {
            return Path.of(new String(name.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
        } catch (InvalidPathException e) {
            throw new IOException("not a file name: " + name, e);
        }
    }

    /// The version that is there now. What is there must be a regular file.
    Version version() throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path(name), BasicFileAttributes.class);
            if (!attributes.isRegularFile()) {
                throw new IOException(name + " is not a regular file (" + type + " lookup)");
            }
            return new Version(
                    Optional.ofNullable(attributes.fileKey()), attributes.size(), attributes.lastModifiedTime());
        } catch (NoSuchFileException | AccessDeniedException e) {
            throw failedToOpen(e);
        }
    }

    /// All of its bytes.
    byte[] bytes() throws IOException {
        try {
            return Files.readAllBytes(path(name));
        } catch (NoSuchFileException | AccessDeniedException e) {
            throw failedToOpen(e);
        } catch (OutOfMemoryError e) {
            throw new IOException(name + " is too large for a " + type + " lookup", e);
        }
    }

    /// The file, open for reading.
    FileChannel open() throws IOException {
        version();
        try {
            return FileChannel.open(path(name), StandardOpenOption.READ);
        } catch (NoSuchFileException | AccessDeniedException e) {
            throw failedToOpen(e);
        }
    }

    private IOException failedToOpen(IOException cause) {
        String reason = cause instanceof NoSuchFileException ? "No such file or directory" : "Permission denied";
        return new IOException("failed to open " + name + " for " + purpose + ": " + reason, cause);
    }
}
