package org.postern.transports;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.postern.api.config.Settings;
import org.postern.api.system.Identity;

/// The file `MAILBOX.lock`, by which mail programs keep each other from a mailbox. One that is too old is a
/// leftover and is removed.
///
/// @param file the lock file; empty if the transport uses none
/// @param identity whose it is
record LockFile(Optional<Path> file, Identity identity) implements AutoCloseable {
    /// Waits for the lock.
    static LockFile take(Path mailbox, Settings settings, Identity identity, Patience patience) throws IOException {
        if (!settings.get(AppendfileOptions.USE_LOCKFILE)) {
            return new LockFile(Optional.empty(), identity);
        }
        Path file = mailbox.resolveSibling(mailbox.getFileName() + ".lock");
        var permissions = FileModes.permissions(settings.get(AppendfileOptions.LOCKFILE_MODE));
        for (int attempt = 0; attempt < patience.attempts(); attempt++) {
            try {
                identity.call(() -> Files.createFile(file, PosixFilePermissions.asFileAttribute(permissions)));
                return new LockFile(Optional.of(file), identity);
            } catch (FileAlreadyExistsException _) {
                if (!removeLeftover(file, settings.get(AppendfileOptions.LOCKFILE_TIMEOUT), identity)) {
                    patience.pause();
                }
            }
        }
        throw new LocalTrouble("failed to lock mailbox " + mailbox + " (lock file)");
    }

    private static boolean removeLeftover(Path file, Duration age, Identity identity) throws IOException {
        try {
            return identity.call(() -> {
                Instant made = Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS)
                        .toInstant();
                return made.plus(age).isBefore(Instant.now()) && Files.deleteIfExists(file);
            });
        } catch (NoSuchFileException _) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        if (file.isPresent()) {
            identity.call(() -> Files.deleteIfExists(file.get()));
        }
    }
}
