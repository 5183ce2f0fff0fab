package org.postern.spool;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postern.api.MailLog;
import org.postern.api.mail.Bytes;

/// Moves the messages that a segment still keeps to the current one, each with its progress, so that the
/// segment is not needed any more.
final class Compactor {
    private static final long AT_ONCE = 1 << 20;

    private final Index index;
    private final PendingQueue queue;
    private final MailLog log;

    Compactor(Index index, PendingQueue queue, MailLog log) {
        this.index = index;
        this.queue = queue;
        this.log = log;
    }

    /// Moves the messages; waits for the journal after each megabyte. One that cannot be read any more is
    /// given up, so that it does not keep the journal from shrinking for ever: the panic log names it.
    void moveLive(Segment segment) throws IOException {
        List<Ticket> waiting = new ArrayList<>();
        long[] bytes = {0};
        Set<String> found = find(segment, (entry, header, image) -> {
            move(entry, header, image).ifPresent(waiting::add);
            bytes[0] += header.size();
            if (bytes[0] >= AT_ONCE) {
                await(waiting);
                bytes[0] = 0;
            }
        });
        await(waiting);
        for (Entry lost : missing(segment, found)) {
            log.write(MailLog.Stream.PANIC, lost.id(), "spool: given up: it cannot be read from " + segment);
            index.remove(lost);
            queue.put(new Pending.Aborting(lost));
        }
    }

    /// Tells the panic log of each message that should be in the segment and cannot be read.
    void verify(Segment segment) throws IOException {
        Set<String> found = find(segment, (_, _, _) -> {});
        for (Entry lost : missing(segment, found)) {
            log.write(MailLog.Stream.PANIC, lost.id(), "spool: it cannot be read from " + segment);
        }
    }

    private interface Found {
        void message(Entry entry, RecordHeader header, SegmentImage image) throws IOException;
    }

    private Set<String> find(Segment segment, Found found) throws IOException {
        Set<String> ids = new HashSet<>();
        try (SegmentImage image = SegmentImage.read(segment.path(), segment.number())) {
            image.search((header, _) -> {
                Optional<Entry> entry = liveAt(header, image, segment);
                if (entry.isPresent()) {
                    found.message(entry.get(), header, image);
                    ids.add(entry.get().id());
                }
            });
        }
        return ids;
    }

    private List<Entry> missing(Segment segment, Set<String> found) {
        List<Entry> missing = new ArrayList<>();
        index.forEach(entry -> {
            boolean here =
                    entry.location().filter(place -> place.segment() == segment).isPresent();
            if (here && !found.contains(entry.id())) {
                missing.add(entry);
            }
        });
        return missing;
    }

    private Optional<Entry> liveAt(RecordHeader header, SegmentImage image, Segment segment) throws IOException {
        if (header.kind() != RecordHeader.Kind.ACCEPT) {
            return Optional.empty();
        }
        String id = Accepted.decodeOpening(image.fields(header)).id();
        return index.find(id)
                .filter(entry -> entry.location()
                        .filter(place -> place.segment() == segment && place.offset() == header.offset())
                        .isPresent());
    }

    private Optional<Ticket> move(Entry entry, RecordHeader header, SegmentImage image) throws IOException {
        Accepted accepted = Accepted.decode(image.fields(header));
        Bytes body = Bytes.of(image.body(header));
        synchronized (entry) {
            if (entry.completed()) {
                return Optional.empty();
            }
            Encoder fields = accepted.withStanding(entry.standing()).encode();
            Pending.Storing storing =
                    new Pending.Storing(JournalRecord.of(RecordHeader.Kind.ACCEPT, fields, body), entry, true);
            queue.put(storing);
            return Optional.of(storing.ticket());
        }
    }

    private static void await(List<Ticket> tickets) throws IOException {
        for (Ticket ticket : tickets) {
            ticket.await();
        }
        tickets.clear();
    }
}
