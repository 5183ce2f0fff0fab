package org.postern.transports;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.postern.api.mail.Outgoing;
import org.postern.api.system.Identity;

/// One Maildir, or another directory with a file for each message. In a Maildir a message is written under
/// `tmp`, made durable, renamed into `new`, and the rename made
/// durable: in this order a reader never sees a part of a message, whatever crashes when.
final class Maildir {
    private final Path root;
    private final Modes modes;
    private final Filesystems filesystems;
    private final Identity identity;

    /// What files and directories are made with.
    ///
    /// @param file the mode of a message
    /// @param directory the mode of a directory
    /// @param create whether missing directories are made
    record Modes(int file, int directory, boolean create) {}

    Maildir(Path root, Modes modes, Filesystems filesystems, Identity identity) {
        this.root = root;
        this.modes = modes;
        this.filesystems = filesystems;
        this.identity = identity;
    }

    /// Whether a file of this name was delivered before, whatever a mail reader has done with it since.
    /// Looks at every name in `cur`.
    boolean holds(MaildirName name) throws IOException {
        return identity.call(() -> holds("new", name) || holds("cur", name));
    }

    private boolean holds(String part, MaildirName name) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(
                root.resolve(part), file -> file.getFileName().toString().startsWith(name.unique()))) {
            return files.iterator().hasNext();
        } catch (NoSuchFileException _) {
            return false;
        }
    }

    /// Stores a message under `name`; durable when this returns. A folder gets a file that says that it is
    /// one.
    void deliver(MaildirName name, boolean folder, Outgoing message, Written written) throws IOException {
        if (modes.create() && !identity.call(this::isComplete)) {
            for (String part : List.of("tmp", "new", "cur")) {
                directories().make(root.resolve(part));
            }
        }
        if (folder) {
            mark();
        }
        Path tmp = root.resolve("tmp").resolve(name.toString());
        store(tmp, root.resolve("new"), name.toString(), message, written);
    }

    /// Stores a message in the directory itself; durable when this returns.
    void plain(String name, Outgoing message, Written written) throws IOException {
        directories().make(root);
        store(root.resolve("temp." + name), root, name, message, written);
    }

    private Directories directories() {
        return new Directories(identity, modes.directory(), modes.create());
    }

    private boolean isComplete() {
        return Files.isDirectory(root.resolve("tmp"))
                && Files.isDirectory(root.resolve("new"))
                && Files.isDirectory(root.resolve("cur"));
    }

    private void mark() throws IOException {
        Path marker = root.resolve("maildirfolder");
        var permissions = PosixFilePermissions.asFileAttribute(FileModes.permissions(modes.file()));
        identity.call(() -> Files.exists(marker) ? marker : Files.createFile(marker, permissions));
    }

    /// Writes the file, and moves it to where it belongs.
    private void store(Path tmp, Path directory, String name, Outgoing message, Written written) throws IOException {
        try (Filesystems.Lease filesystem = filesystems.of(root)) {
            try {
                write(tmp, message, written, filesystem);
                identity.call(() -> Files.move(tmp, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE));
                filesystem.sync(() -> Directories.force(directory));
            } catch (IOException e) {
                discard(tmp, e);
                throw e;
            }
        }
    }

    private void write(Path tmp, Outgoing message, Written written, Filesystems.Lease filesystem) throws IOException {
        try (FileChannel file = identity.call(() -> open(tmp))) {
            WritableByteChannel out = identity.isOwn() ? file : new AsUser(identity, file);
            written.text().write(message, written.prefix(), written.suffix(), out);
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
        var permissions = FileModes.permissions(modes.file());
        FileChannel file = FileChannel.open(
                tmp,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(permissions));
        if ((modes.file() & 0077) != 0) {
            Files.setPosixFilePermissions(tmp, permissions); // whatever the umask says
        }
        return file;
    }

    private void discard(Path tmp, IOException cause) {
        try {
            identity.call(() -> Files.deleteIfExists(tmp));
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }
}
