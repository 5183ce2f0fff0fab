package org.postern.transports;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.config.Expression;
import org.postern.api.config.Option;
import org.postern.api.config.Settings;
import org.postern.api.mail.Delivery;
import org.postern.api.mail.Recipient;
import org.postern.spi.Transport;

/// Delivers to mailbox files, Maildirs and plain directories. Trouble on this machine, of whatever kind,
/// defers.
final class AppendfileTransport implements Transport {
    private static final Path NOWHERE = Path.of("/dev/null");

    private final Settings settings;
    private final Mailboxes mailboxes;
    private final NewFiles newFiles;

    AppendfileTransport(Settings settings, Mailboxes mailboxes, NewFiles newFiles) {
        this.settings = settings;
        this.mailboxes = mailboxes;
        this.newFiles = newFiles;
    }

    @Override
    public int maxRecipients() {
        return Batching.recipients(
                settings, AppendfileOptions.BATCH_MAX, List.of(AppendfileOptions.FILE, AppendfileOptions.DIRECTORY));
    }

    @Override
    public Map<Recipient, Status> deliver(Delivery delivery) throws ExpansionException {
        Status status = status(delivery);
        Map<Recipient, Status> statuses = new HashMap<>();
        delivery.recipients().forEach(recipient -> statuses.put(recipient, status));
        return statuses;
    }

    private Status status(Delivery delivery) throws ExpansionException {
        try {
            deliver(delivery, delivery.context());
            return new Status.Delivered(Optional.empty(), "");
        } catch (IOException e) {
            return LocalTrouble.deferred(e);
        }
    }

    private void deliver(Delivery delivery, Context context) throws IOException, ExpansionException {
        Destination destination = Destination.of(settings, context);
        if (destination.path().equals(NOWHERE)) {
            return;
        }
        Quota quota = Quota.of(settings, context);
        boolean file = !destination.isDirectory();
        Written written = new Written(
                text(file),
                expanded(AppendfileOptions.MESSAGE_PREFIX, file, context),
                expanded(AppendfileOptions.MESSAGE_SUFFIX, file, context));
        Growth growth = file
                ? mailboxes.append(destination, written, quota, delivery)
                : newFiles.store(destination, written, quota, delivery);
        quota.warn(growth, delivery);
    }

    private LocalText text(boolean file) {
        return new LocalText(
                settings.get(AppendfileOptions.USE_CRLF),
                settings.get(AppendfileOptions.CHECK_STRING).orElse(file ? "From " : ""),
                settings.get(AppendfileOptions.ESCAPE_STRING).orElse(file ? ">From " : ""));
    }

    private String expanded(Option<Expression> option, boolean file, Context context) throws ExpansionException {
        return file || settings.isSet(option)
                ? settings.get(option).expand(context).value()
                : "";
    }
}
