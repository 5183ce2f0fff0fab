package org.postern.queuefile;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Set;
import org.postern.api.mail.Content;

/// A directory that pairs of spool files are put into.
///
/// @param path where it is
record SpoolDirectory(Path path) {
    private static final Set<PosixFilePermission> MODE = PosixFilePermissions.fromString("rw-r-----");

    /// The path with these bytes.
    static Path path(String bytes) throws IOException {
        byte[] raw = bytes.getBytes(StandardCharsets.ISO_8859_1);
        String name = new String(raw, StandardCharsets.UTF_8);
        if (!name.startsWith("/")) {
            throw new IOException("directory \"" + bytes + "\" is not absolute");
        }
        if (!Arrays.equals(raw, name.getBytes(StandardCharsets.UTF_8))) {
            throw new IOException("directory \"" + bytes + "\" is not UTF-8");
        }
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new IOException("directory \"" + bytes + "\": " + e.getReason(), e);
        }
    }

    /// Refuses what is no directory, or one where everybody may put and take files.
    void check() throws IOException {
        if (!Files.isDirectory(path)) {
            throw new NotDirectoryException(path.toString());
        }
        if (Files.getPosixFilePermissions(path).contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new IOException(path + ": everybody may write there");
        }
    }

    /// The files of a message that is put there.
    Pair pair(String id) {
        return new Pair(id);
    }

    /// Makes the names in it durable.
    void sync() throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /// The `-H` and `-D` of one message on their way into the directory: written under names that nobody
    /// looks at, made durable, and linked to their names, the `-D` first, so that whoever sees a `-H` has all
    /// of the message. Confined to one thread.
    final class Pair {
        private final String id;
        private final Path data;
        private final Path header;

        private Pair(String id) {
            this.id = id;
            this.data = path.resolve("." + id + "-D.tmp");
            this.header = path.resolve("." + id + "-H.tmp");
        }

        BodyCount writeData(Content body) throws IOException {
            try (FileChannel channel = created(data);
                    OutputStream out = Channels.newOutputStream(channel)) {
                out.write((id + "-D\n").getBytes(StandardCharsets.ISO_8859_1));
                UnixLines lines = new UnixLines(out);
                body.writeTo(lines);
                lines.finish();
                channel.force(true);
                return lines.count();
            }
        }

        void writeHeader(String text) throws IOException {
            try (FileChannel channel = created(header)) {
                ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
        }

        /// What an interrupted attempt may have left goes.
        private FileChannel created(Path file) throws IOException {
            Files.deleteIfExists(file);
            FileChannel channel = FileChannel.open(
                    file,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                    PosixFilePermissions.asFileAttribute(MODE));
            Files.setPosixFilePermissions(file, MODE);
            return channel;
        }

        /// Gives both files their names. Files that an attempt before a crash left there serve if they are
        /// the
        /// same; others are left alone.
        void publish() throws IOException {
            Path dataName = path.resolve(id + "-D");
            boolean fresh = named(data, dataName);
            try {
                named(header, path.resolve(id + "-H"));
            } catch (IOException e) {
                if (fresh) {
                    Files.deleteIfExists(dataName);
                }
                throw e;
            }
            sync();
        }

        /// Whether the name was free.
        private boolean named(Path file, Path name) throws IOException {
            try {
                link(file, name);
                return true;
            } catch (FileAlreadyExistsException e) {
                if (Files.isRegularFile(name, LinkOption.NOFOLLOW_LINKS) && Files.mismatch(file, name) < 0) {
                    return false;
                }
                throw new IOException(name + " is there already, and is not this message", e);
            }
        }

        /// Where there are no hard links, a rename does: it would replace, so that the name is looked at
        /// first.
        private static void link(Path file, Path name) throws IOException {
            try {
                Files.createLink(name, file);
            } catch (FileAlreadyExistsException e) {
                throw e;
            } catch (UnsupportedOperationException | FileSystemException e) {
                if (Files.exists(name, LinkOption.NOFOLLOW_LINKS)) {
                    throw new FileAlreadyExistsException(name.toString());
                }
                Files.move(file, name, StandardCopyOption.ATOMIC_MOVE);
            }
        }

        /// Takes away what has only a name that nobody looks at.
        void forget() {
            for (Path file : new Path[] {data, header}) {
                try {
                    Files.deleteIfExists(file);
                } catch (IOException _) {
                    // The next attempt of this message removes it.
                }
            }
        }
    }
}
