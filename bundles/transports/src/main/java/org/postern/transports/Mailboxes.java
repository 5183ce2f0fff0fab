package org.postern.transports;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.postern.api.ExpansionException;
import org.postern.api.config.Settings;
import org.postern.api.mail.Delivery;
import org.postern.api.mail.Outgoing;
import org.postern.api.system.Identity;

/// Appends messages to mailbox files (Exim's manual, 26.3). A file is locked by `FILE.lock` and by `fcntl`
/// while it grows; a message that cannot be written whole is cut off again.
///
/// @param settings the options of the transport
/// @param turns who of this server writes to a mailbox
record Mailboxes(Settings settings, MailboxTurns turns) {
    private static final int ATTEMPTS_TO_OPEN = 10;

    /// Appends a message, durably. Gives how the mailbox has grown.
    Growth append(Destination destination, Written written, Quota quota, Delivery delivery)
            throws IOException, ExpansionException {
        Path file = destination.path();
        Identity identity = delivery.identity();
        Outgoing message = delivery.outgoing();
        if (!destination.mayCreate() && !identity.call(() -> Files.exists(file, LinkOption.NOFOLLOW_LINKS))) {
            destination.checkCreation();
        }
        if (destination.mayCreate() && file.getParent() != null) {
            new Directories(
                            identity,
                            settings.get(AppendfileOptions.DIRECTORY_MODE),
                            settings.get(AppendfileOptions.CREATE_DIRECTORY))
                    .make(file.getParent());
        }
        Patience patience = Patience.of(settings);
        try (MailboxTurns.Turn _ = turns.take(file, patience);
                LockFile _ = LockFile.take(file, settings, identity, patience)) {
            return locked(destination, written, quota, message, identity, patience);
        }
    }

    private Growth locked(
            Destination destination,
            Written written,
            Quota quota,
            Outgoing message,
            Identity identity,
            Patience patience)
            throws IOException {
        for (int attempt = 0; attempt < patience.attempts(); attempt++) {
            try (FileChannel channel = open(destination, identity)) {
                if (!settings.get(AppendfileOptions.USE_FCNTL_LOCK)) {
                    return write(channel, destination.path(), written, quota, message, identity);
                }
                try (FileLock lock = lock(channel)) {
                    if (lock != null) {
                        return write(channel, destination.path(), written, quota, message, identity);
                    }
                }
            }
            patience.pause();
        }
        throw new LocalTrouble("failed to lock mailbox " + destination.path() + " (fcntl)");
    }

    @SuppressWarnings("NullAway") // null is what says that another process has the lock
    private static FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException _) {
            return null; // another path to the same file
        }
    }

    private static Growth write(
            FileChannel channel, Path file, Written written, Quota quota, Outgoing message, Identity identity)
            throws IOException {
        long end = channel.size();
        long used = quota.checkFile(file, end, message.size());
        channel.position(end);
        try {
            written.text().write(message, written.prefix(), written.suffix(), new AsUser(identity, channel));
            channel.force(true);
        } catch (IOException e) {
            channel.truncate(end);
            throw e;
        }
        return new Growth(used, used + channel.size() - end);
    }

    /// Opens the file, which another program may remove or make at any moment.
    private FileChannel open(Destination destination, Identity identity) throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS_TO_OPEN; attempt++) {
            MailboxCheck check = new MailboxCheck(settings, destination.path(), identity);
            try {
                Optional<Object> there = identity.call(check::key);
                if (there.isPresent()) {
                    FileChannel channel = identity.call(() -> FileChannel.open(destination.path(), options(false)));
                    check.isStill(there.get(), channel);
                    return channel;
                }
                destination.checkCreation();
                check.mayBeMissing();
                return create(destination.path(), identity);
            } catch (FileAlreadyExistsException | NoSuchFileException e) {
                if (destination.path().getParent() != null
                        && !Files.isDirectory(destination.path().getParent())) {
                    throw e;
                }
            }
        }
        throw new LocalTrouble("mailbox " + destination.path() + " is made and removed again all the time");
    }

    private Set<OpenOption> options(boolean create) {
        Set<OpenOption> options = new HashSet<>(Set.of(StandardOpenOption.WRITE));
        if (create) {
            options.add(StandardOpenOption.CREATE_NEW);
        }
        if (!settings.get(AppendfileOptions.ALLOW_SYMLINK)) {
            options.add(LinkOption.NOFOLLOW_LINKS);
        }
        return options;
    }

    private FileChannel create(Path file, Identity identity) throws IOException {
        int mode = settings.get(AppendfileOptions.MODE);
        var permissions = FileModes.permissions(mode);
        FileChannel channel = identity.call(() -> {
            FileChannel made = FileChannel.open(file, options(true), PosixFilePermissions.asFileAttribute(permissions));
            if ((mode & 0077) != 0) {
                Files.setPosixFilePermissions(file, permissions); // whatever the umask says
            }
            return made;
        });
        if (file.getParent() != null) {
            Directories.force(file.getParent());
        }
        return channel;
    }
}
