package org.postern.transports;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.postern.api.mail.Header;
import org.postern.api.mail.Outgoing;

/// One Maildir. A message is written under `tmp`, made durable, renamed into `new`, and the rename made
/// durable: in this order a reader never sees a part of a message, whatever crashes when.
final class Maildir {
    private static final int BUFFER = 1 << 20;
    private static final byte[] CRLF = {'\r', '\n'};

    private final Path root;
    private final Modes modes;
    private final Filesystems filesystems;

    /// What files and directories are made with.
    ///
    /// @param file the mode of a message
    /// @param directory the mode of a directory
    /// @param create whether missing directories are made
    record Modes(int file, int directory, boolean create) {}

    Maildir(Path root, Modes modes, Filesystems filesystems) {
        this.root = root;
        this.modes = modes;
        this.filesystems = filesystems;
    }

    /// Whether a file of this name was delivered before, whatever a mail reader has done with it since.
    /// Looks at every name in `cur`.
    boolean holds(MaildirName name) throws IOException {
        return holds("new", name) || holds("cur", name);
    }

    private boolean holds(String part, MaildirName name) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(
                root.resolve(part), file -> file.getFileName().toString().startsWith(name.unique()))) {
            return files.iterator().hasNext();
        } catch (NoSuchFileException _) {
            return false;
        }
    }

    /// Stores a message under `name`; durable when this returns.
    void deliver(MaildirName name, Outgoing message, boolean keepCr) throws IOException {
        if (modes.create() && !isComplete()) {
            create();
        }
        try (Filesystems.Lease filesystem = filesystems.of(root)) {
            Path tmp = root.resolve("tmp").resolve(name.toString());
            try {
                write(tmp, message, keepCr, filesystem);
                Path delivered = root.resolve("new");
                Files.move(tmp, delivered.resolve(tmp.getFileName()), StandardCopyOption.ATOMIC_MOVE);
                filesystem.sync(() -> force(delivered));
            } catch (IOException e) {
                discard(tmp, e);
                throw e;
            }
        }
    }

    private boolean isComplete() {
        return Files.isDirectory(root.resolve("tmp"))
                && Files.isDirectory(root.resolve("new"))
                && Files.isDirectory(root.resolve("cur"));
    }

    private void write(Path tmp, Outgoing message, boolean keepCr, Filesystems.Lease filesystem) throws IOException {
        try (FileChannel file = open(tmp)) {
            LineEnds lines = new LineEnds(file, Math.clamp(message.size(), 2, BUFFER), keepCr);
            for (Header header : message.headers()) {
                lines.write(header.text().getBytes(StandardCharsets.ISO_8859_1));
            }
            lines.write(CRLF);
            message.body().writeTo(lines);
            lines.finish();
            filesystem.sync(() -> file.force(true));
        }
    }

    /// Opens a file that is not there; what an attempt that a crash ended left under the same name is
    /// removed.
    private FileChannel open(Path tmp) throws IOException {
        try {
            return openNew(tmp);
        } catch (FileAlreadyExistsException _) {
            Files.delete(tmp);
            return openNew(tmp);
        }
    }

    private FileChannel openNew(Path tmp) throws IOException {
        FileChannel file = FileChannel.open(
                tmp,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(permissions(modes.file())));
        if ((modes.file() & 0077) != 0) {
            Files.setPosixFilePermissions(tmp, permissions(modes.file()));
        }
        return file;
    }

    private void create() throws IOException {
        for (String part : List.of("tmp", "new", "cur")) {
            makeDirectory(root.resolve(part));
        }
    }

    /// Makes a directory and those above it that are missing, each durable.
    private void makeDirectory(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        Path parent = directory.getParent();
        if (parent != null) {
            makeDirectory(parent);
        }
        try {
            Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(permissions(modes.directory())));
            if ((modes.directory() & 0077) != 0) {
                Files.setPosixFilePermissions(directory, permissions(modes.directory()));
            }
        } catch (FileAlreadyExistsException _) {
            // Another delivery made it just now, and may not have made it durable yet.
        }
        if (parent != null) {
            force(parent);
        }
    }

    private static void force(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static void discard(Path tmp, IOException cause) {
        try {
            Files.deleteIfExists(tmp);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        PosixFilePermission[] fromHighest = PosixFilePermission.values();
        for (int i = 0; i < fromHighest.length; i++) {
            if ((mode & 0400 >> i) != 0) {
                permissions.add(fromHighest[i]);
            }
        }
        return permissions;
    }
}
