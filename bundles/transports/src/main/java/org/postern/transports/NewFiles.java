package org.postern.transports;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.Expression;
import org.postern.api.config.Settings;
import org.postern.api.mail.Delivery;
import org.postern.api.mail.Recipient;

/// Delivers each message to a file of its own, in a Maildir or in a plain directory.
///
/// @param settings the options of the transport
/// @param filesystems where grouped synchronisation happens
/// @param started when this bundle started: older messages may have been delivered before a crash
record NewFiles(Settings settings, Filesystems filesystems, Instant started) {
    /// Stores a message, durably. Gives how the directory has grown.
    Growth store(Destination destination, Written written, Quota quota, Delivery delivery)
            throws IOException, ExpansionException {
        Path root = destination.path();
        if (!delivery.identity().call(() -> Files.isDirectory(root))) {
            destination.checkCreation();
        }
        Maildir.Modes modes = new Maildir.Modes(
                settings.get(AppendfileOptions.MODE),
                settings.get(AppendfileOptions.DIRECTORY_MODE),
                settings.get(AppendfileOptions.CREATE_DIRECTORY));
        Maildir maildir = new Maildir(root, modes, filesystems, delivery.identity());
        long used = quota.checkDirectory(root, delivery.outgoing().size(), delivery.identity());
        if (settings.get(AppendfileOptions.MAILDIR_FORMAT)) {
            deliver(maildir, isFolder(root), written, delivery);
        } else {
            maildir.plain(fileName(delivery), delivery.outgoing(), written);
        }
        return new Growth(used, used + delivery.outgoing().size());
    }

    private boolean isFolder(Path root) {
        return settings.get(AppendfileOptions.MAILDIRFOLDER_CREATE_REGEX)
                .filter(regex -> Pattern.compile(regex).matcher(root.toString()).find())
                .isPresent();
    }

    private void deliver(Maildir maildir, boolean folder, Written written, Delivery delivery)
            throws IOException, ExpansionException {
        Recipient recipient = delivery.recipients().getFirst();
        Context context = delivery.context(recipient);
        MaildirName name = MaildirName.of(delivery.message(), recipient, settings.name(), hostName(context));
        if (delivery.message().received().isBefore(started) && maildir.holds(name)) {
            return;
        }
        maildir.deliver(name.tagged(tag(context)), folder, delivery.outgoing(), written);
    }

    private Optional<String> tag(Context context) throws ExpansionException {
        var option = settings.get(AppendfileOptions.MAILDIR_TAG);
        return option.isEmpty()
                ? Optional.empty()
                : option.get().expandUnlessForced(context).map(Text::value);
    }

    private static String hostName(Context context) throws ExpansionException {
        return context.variable("primary_hostname").map(Text::value).orElse("localhost");
    }

    /// The name of a file in a plain directory: by `directory_file`, or one that no other message has for
    /// this recipient.
    private String fileName(Delivery delivery) throws IOException, ExpansionException {
        Optional<Expression> option = settings.get(AppendfileOptions.DIRECTORY_FILE);
        Recipient recipient = delivery.recipients().getFirst();
        if (option.isEmpty()) {
            return "q"
                    + MaildirName.of(delivery.message(), recipient, settings.name(), "")
                            .unique()
                            .replaceAll("\\.$", "");
        }
        Text name = option.get().expand(delivery.context(recipient));
        boolean plain = !name.isEmpty()
                && name.value().indexOf('/') < 0
                && !name.value().equals(".")
                && !name.value().equals("..");
        if (!plain) {
            throw new LocalTrouble("directory_file gives '" + name + "', which is not the name of a file");
        }
        return new String(name.value().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
