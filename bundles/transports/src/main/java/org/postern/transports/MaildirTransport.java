package org.postern.transports;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.Settings;
import org.postern.api.mail.Delivery;
import org.postern.api.mail.Recipient;
import org.postern.spi.Transport;

/// Delivers to Maildirs. Trouble on this machine, of whatever kind, defers.
final class MaildirTransport implements Transport {
    private final Settings settings;
    private final Filesystems filesystems;
    private final Instant started;
    private final Maildir.Modes modes;

    MaildirTransport(Settings settings, Filesystems filesystems, Instant started) {
        this.settings = settings;
        this.filesystems = filesystems;
        this.started = started;
        this.modes = new Maildir.Modes(
                settings.get(AppendfileOptions.MODE),
                settings.get(AppendfileOptions.DIRECTORY_MODE),
                settings.get(AppendfileOptions.CREATE_DIRECTORY));
    }

    @Override
    public Map<Recipient, Status> deliver(Delivery delivery) throws ExpansionException {
        Recipient recipient = delivery.recipients().getFirst();
        Context context = delivery.context(recipient);
        Optional<Text> directory = directory(context);
        if (directory.isEmpty()) {
            return Map.of(
                    recipient, deferred("no directory: the option directory is unset, and no router gave a file"));
        }
        return Map.of(recipient, deliver(delivery, recipient, directory.get()));
    }

    private Status deliver(Delivery delivery, Recipient recipient, Text directory) throws ExpansionException {
        if (directory.tainted()) {
            return deferred("tainted directory name '" + directory + "' refused: use what a lookup or a match gave");
        }
        try {
            store(delivery, recipient, path(directory.value()));
            return new Status.Delivered(Optional.empty(), "");
        } catch (IOException e) {
            return deferred(describe(e));
        }
    }

    private void store(Delivery delivery, Recipient recipient, Path directory) throws IOException, ExpansionException {
        Context context = delivery.context(recipient);
        MaildirName name = MaildirName.of(delivery.message(), recipient, settings.name(), hostName(context));
        Maildir maildir = new Maildir(directory, modes, filesystems);
        if (delivery.message().received().isBefore(started) && maildir.holds(name)) {
            return;
        }
        maildir.deliver(name.tagged(tag(context)), delivery.outgoing(), settings.get(AppendfileOptions.USE_CRLF));
    }

    private Optional<Text> directory(Context context) throws ExpansionException {
        var option = settings.get(AppendfileOptions.DIRECTORY);
        if (option.isPresent()) {
            return Optional.of(option.get().expand(context));
        }
        return context.variable("address_file").filter(file -> file.value().endsWith("/"));
    }

    private Optional<String> tag(Context context) throws ExpansionException {
        var option = settings.get(AppendfileOptions.MAILDIR_TAG);
        if (option.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(option.get().expand(context).value());
        } catch (ExpansionException e) {
            if (e.forced()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static String hostName(Context context) throws ExpansionException {
        return context.variable("primary_hostname").map(Text::value).orElse("localhost");
    }

    /// The path with these bytes.
    private static Path path(String bytes) throws IOException {
        if (!bytes.startsWith("/")) {
            throw new IOException("directory name '" + bytes + "' is not absolute");
        }
        byte[] raw = bytes.getBytes(StandardCharsets.ISO_8859_1);
        String name = new String(raw, StandardCharsets.UTF_8);
        if (!java.util.Arrays.equals(raw, name.getBytes(StandardCharsets.UTF_8))) {
            throw new IOException("directory name '" + bytes + "' is not UTF-8");
        }
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new IOException("directory name '" + bytes + "': " + e.getReason(), e);
        }
    }

    private static String describe(IOException e) {
        return switch (e) {
            case NoSuchFileException missing -> missing.getFile() + ": no such file or directory";
            case AccessDeniedException denied -> denied.getFile() + ": permission denied";
            case FileSystemException other -> other.getFile() + ": " + other.getReason();
            default -> String.valueOf(e.getMessage());
        };
    }

    private static Status deferred(String message) {
        return new Status.Deferred(Problem.local(message));
    }
}
