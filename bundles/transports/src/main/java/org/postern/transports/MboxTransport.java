package org.postern.transports;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.Expression;
import org.postern.api.config.Settings;
import org.postern.api.mail.Delivery;
import org.postern.api.mail.Recipient;
import org.postern.spi.Transport;

/// Appends messages to mailbox files. A file is locked by `FILE.lock` and by fcntl while it grows; a message
/// that cannot be written whole is cut off again. Trouble on this machine, of whatever kind, defers.
final class MboxTransport implements Transport {
    private static final int LOCK_ATTEMPTS = 10;
    private static final long LOCK_PAUSE_MILLIS = 300;

    private final Settings settings;

    MboxTransport(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Map<Recipient, Status> deliver(Delivery delivery) throws IOException, ExpansionException {
        Recipient recipient = delivery.recipients().getFirst();
        Context context = delivery.context(recipient);
        Text name = settings.get(AppendfileOptions.FILE).orElseThrow().expand(context);
        if (name.tainted()) {
            return Map.of(
                    recipient,
                    deferred("Tainted '" + name + "' (file or directory name for " + settings.name()
                            + " transport) not permitted"));
        }
        String problem = append(LocalPath.of(name.value()), delivery, context);
        return Map.of(recipient, problem.isEmpty() ? new Status.Delivered(Optional.empty(), "") : deferred(problem));
    }

    private static Status deferred(String message) {
        return new Status.Deferred(Problem.local(message));
    }

    /// What went wrong, or the empty string.
    private String append(Path file, Delivery delivery, Context context) throws IOException, ExpansionException {
        String before = text(AppendfileOptions.MESSAGE_PREFIX, context);
        String after = text(AppendfileOptions.MESSAGE_SUFFIX, context);
        if (settings.get(AppendfileOptions.CREATE_DIRECTORY) && file.getParent() != null) {
            Files.createDirectories(file.getParent());
        }
        Path lock = file.resolveSibling(file.getFileName() + ".lock");
        if (!settings.get(AppendfileOptions.USE_LOCKFILE)) {
            return write(file, delivery, before, after);
        }
        if (!taken(lock)) {
            return "failed to lock mailbox " + file + " (lock file)";
        }
        try {
            return write(file, delivery, before, after);
        } finally {
            Files.deleteIfExists(lock);
        }
    }

    private static boolean taken(Path lock) throws IOException {
        for (int attempt = 0; attempt < LOCK_ATTEMPTS; attempt++) {
            try {
                Files.createFile(lock);
                return true;
            } catch (FileAlreadyExistsException _) {
                pause();
            }
        }
        return false;
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(LOCK_PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a mailbox was locked", e);
        }
    }

    private String write(Path file, Delivery delivery, String before, String after)
            throws IOException, ExpansionException {
        boolean isNew = !Files.exists(file, LinkOption.NOFOLLOW_LINKS);
        if (!isNew && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return "mailbox " + file + " is not a regular file";
        }
        try (FileChannel channel = FileChannel.open(
                file, Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE, LinkOption.NOFOLLOW_LINKS))) {
            if (isNew) {
                Files.setPosixFilePermissions(file, permissions(settings.get(AppendfileOptions.MODE)));
            }
            return locked(channel, file, delivery, before, after);
        }
    }

    private static String locked(FileChannel channel, Path file, Delivery delivery, String before, String after)
            throws IOException, ExpansionException {
        try (FileLock _ = channel.lock()) {
            long end = channel.size();
            channel.position(end);
            try {
                OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 32 << 10);
                out.write(before.getBytes(StandardCharsets.ISO_8859_1));
                new UnixText(out, true).write(delivery.outgoing());
                out.write(after.getBytes(StandardCharsets.ISO_8859_1));
                out.flush();
                channel.force(true);
                return "";
            } catch (IOException | ExpansionException e) {
                channel.truncate(end);
                throw e;
            }
        } catch (OverlappingFileLockException _) {
            return "mailbox " + file + " is in use";
        }
    }

    private String text(org.postern.api.config.Option<Expression> option, Context context) throws ExpansionException {
        return settings.get(option).expand(context).value();
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        PosixFilePermission[] bits = PosixFilePermission.values();
        for (int i = 0; i < bits.length; i++) {
            if ((mode >> (bits.length - 1 - i) & 1) == 1) {
                permissions.add(bits[i]);
            }
        }
        return permissions;
    }
}
