package org.postern.queuefile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// Which files in a directory are taken for spool files: those of its owner, of root and of the server's own
/// user, to which not everybody may write. What a `-H` file says is believed.
///
/// @param directory the directory
/// @param uid the number of the server's user
record TrustedFiles(Path directory, int uid) {
    /// No file is read that is larger, but for bodies.
    static final int MAX_SIZE = 16 << 20;

    /// Throws if everybody may put files there.
    void checkDirectory() throws IOException {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            throw new NotDirectoryException(directory.toString());
        }
        if (Files.getPosixFilePermissions(directory).contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new IOException(directory + ": everybody may write there");
        }
    }

    /// Throws if it is no file of those who may put files there.
    void check(Path file) throws IOException {
        PosixFileAttributes attributes =
                Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!attributes.isRegularFile()) {
            throw new BrokenFile("not a regular file");
        }
        Object owner = owner(file);
        if (!List.of(0, uid, owner(directory)).contains(owner)) {
            throw new BrokenFile("its owner has the uid " + owner + ", who is not trusted here");
        }
        if (attributes.permissions().contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new BrokenFile("everybody may write to it");
        }
    }

    private static Object owner(Path file) throws IOException {
        return Objects.requireNonNull(Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS));
    }

    /// The bytes of a file, one in each `char`.
    String read(Path file) throws IOException {
        check(file);
        try (FileChannel channel = FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            long size = channel.size();
            if (size > MAX_SIZE) {
                throw new BrokenFile("it has " + size + " bytes, more than " + MAX_SIZE);
            }
            ByteBuffer bytes = ByteBuffer.allocate((int) size);
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                // goes on until all is there
            }
            return new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1);
        }
    }
}
