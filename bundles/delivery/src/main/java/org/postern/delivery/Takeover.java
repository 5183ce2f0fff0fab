package org.postern.delivery;

import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.api.MailLog.Stream;
import org.postern.api.mail.Address;
import org.postern.api.mail.Arrival;
import org.postern.core.Envelope;
import org.postern.core.Progress;
import org.postern.core.Spool;
import org.postern.core.Spool.Recovered;

/// Takes messages over from another spool, each once: it is accepted here with the name of the first file
/// that
/// holds it there; then this file is removed; then it is delivered. A message that the server finds at its
/// start while the file is there was not taken over: it is dropped, since the file will be given again.
///
/// @param services the spool and the log
record Takeover(Services services) {
    /// Under which the envelope keeps the name of the file. It is of no use to another spool.
    static final String ORIGINAL = "taken-from";

    /// The parameter of a recipient that says where its bounces go; those of RCPT are in upper case.
    static final String ERRORS_TO = "errors_to";

    /// Where the bounces of a recipient go that was taken over, if not to the sender.
    static Optional<Address> errorsTo(Map<String, String> parameters) {
        return Optional.ofNullable(parameters.get(ERRORS_TO)).flatMap(Addresses::parse);
    }

    /// Whether the file is still there that the message comes from.
    static boolean isUnfinished(Envelope envelope) {
        String name = envelope.state().getOrDefault(ORIGINAL, "");
        return !name.isEmpty()
                && Files.exists(Path.of(URLDecoder.decode(name, StandardCharsets.UTF_8)), LinkOption.NOFOLLOW_LINKS);
    }

    /// Forgets a message whose original is still there.
    void drop(String id) throws IOException {
        services.log().main(id, "dropped: it was not taken over, and its original is still there");
        services.spool().note(id, new Progress.Completed());
    }

    /// The message as it is in the spool now, with what is known of its delivery.
    Recovered take(Arrival arrival) throws IOException {
        Path original = arrival.originals().getFirst();
        if (!Files.exists(original, LinkOption.NOFOLLOW_LINKS)) {
            throw new NoSuchFileException(original.toString());
        }
        Spool.Spooled message = accept(arrival, original);
        String id = message.envelope().id();
        List<Progress> progress = progress(arrival);
        try {
            for (Progress known : progress) {
                services.spool().note(id, known);
            }
            if (!progress.isEmpty()) {
                services.spool().sync();
            }
            Files.delete(original);
        } catch (IOException e) {
            services.spool().note(id, new Progress.Completed());
            throw e;
        }
        services.log().main(id, "taken up from " + arrival.source());
        forget(arrival.originals(), id);
        return new Recovered(message, progress);
    }

    private Spool.Spooled accept(Arrival arrival, Path original) throws IOException {
        Map<String, String> state = new HashMap<>(arrival.state());
        state.put(ORIGINAL, URLEncoder.encode(original.toString(), StandardCharsets.UTF_8));
        Envelope envelope = new Envelope(
                services.spool().newId(),
                arrival.sender(),
                arrival.parameters(),
                arrival.recipients().stream().map(Takeover::recipient).toList(),
                arrival.received(),
                arrival.origin(),
                state);
        try (Spool.Collector collector = services.spool().collector()) {
            arrival.body().writeTo(collector.output());
            return services.spool().accept(envelope, arrival.headers(), collector.content());
        }
    }

    private static Envelope.To recipient(Arrival.To to) {
        Map<String, String> parameters = new HashMap<>(to.parameters());
        parameters.remove(ERRORS_TO);
        to.errorsTo().ifPresent(address -> parameters.put(ERRORS_TO, address.toString()));
        return new Envelope.To(to.address(), parameters);
    }

    private List<Progress> progress(Arrival arrival) {
        List<Progress> progress = new ArrayList<>();
        if (!arrival.done().isEmpty()) {
            progress.add(new Progress.Done(List.copyOf(arrival.done())));
        }
        if (arrival.warnings() > 0) {
            progress.add(new Progress.Warned(arrival.warnings()));
        }
        arrival.frozen().map(Progress.Frozen::new).ifPresent(progress::add);
        return progress;
    }

    /// Makes it durable that the first is gone, and removes the others, which are of no use without it.
    private void forget(List<Path> originals, String id) {
        try {
            for (Path other : originals.subList(1, originals.size())) {
                Files.deleteIfExists(other);
            }
            Optional<Path> directory = Optional.ofNullable(originals.getFirst().getParent());
            if (directory.isPresent()) {
                try (FileChannel channel = FileChannel.open(directory.get(), StandardOpenOption.READ)) {
                    channel.force(true);
                }
            }
        } catch (IOException e) {
            services.log().write(Stream.PANIC, id, "its original files remain: " + e);
        }
    }
}
