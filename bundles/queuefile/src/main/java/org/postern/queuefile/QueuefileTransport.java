package org.postern.queuefile;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.Settings;
import org.postern.api.mail.Delivery;
import org.postern.api.mail.Recipient;
import org.postern.api.system.Identity;
import org.postern.spi.Transport;

/// Copies a message into a directory, as the pair of files that Exim's spool would have of it. Trouble on
/// this machine, of whatever kind, defers.
///
/// @param settings the options of the transport
/// @param own as whom the server works
record QueuefileTransport(Settings settings, Identity own) implements Transport {
    /// One copy holds all recipients that go to one directory.
    @Override
    public int maxRecipients() {
        return Integer.MAX_VALUE;
    }

    @Override
    public boolean ignoresGenericOptions() {
        return true;
    }

    @Override
    public Map<Recipient, Status> deliver(Delivery delivery) throws ExpansionException {
        Map<Recipient, Status> statuses = new HashMap<>();
        Map<Text, List<Recipient>> byDirectory = new LinkedHashMap<>();
        for (Recipient recipient : delivery.recipients()) {
            Text directory = settings.get(QueuefileDriver.DIRECTORY).expand(delivery.context(recipient));
            byDirectory.computeIfAbsent(directory, _ -> new ArrayList<>()).add(recipient);
        }
        byDirectory.forEach((directory, recipients) -> {
            Status status = status(directory, recipients, delivery);
            recipients.forEach(recipient -> statuses.put(recipient, status));
        });
        return statuses;
    }

    private Status status(Text directory, List<Recipient> recipients, Delivery delivery) {
        try {
            if (directory.tainted()) {
                throw new IOException(
                        "Tainted '" + directory + "' (directory for " + settings.name() + " transport) not permitted");
            }
            Path path = SpoolDirectory.path(directory.value());
            copy(new SpoolDirectory(path), recipients, delivery);
            return new Status.Delivered(Optional.empty(), "");
        } catch (IOException e) {
            return new Status.Deferred(Problem.local(settings.name() + " transport: " + described(e)));
        }
    }

    private void copy(SpoolDirectory directory, List<Recipient> recipients, Delivery delivery) throws IOException {
        directory.check();
        int length = settings.get(QueuefileDriver.MESSAGE_ID_LENGTH).intValue();
        Departing departing = new Departing(delivery.message(), recipients, own);
        SpoolDirectory.Pair pair = directory.pair(departing.id(length));
        try {
            BodyCount count = pair.writeData(delivery.message().body().orElseThrow());
            pair.writeHeader(HeaderFileWriter.write(departing.file(length, count)));
            pair.publish();
        } finally {
            pair.forget();
        }
    }

    /// What an exception of the file system says, with the file.
    private static String described(IOException trouble) {
        if (trouble instanceof FileSystemException file) {
            String reason = Optional.ofNullable(file.getReason())
                    .orElse(file.getClass().getSimpleName().replace("Exception", ""));
            return file.getFile() + ": " + reason;
        }
        return String.valueOf(trouble.getMessage());
    }
}
