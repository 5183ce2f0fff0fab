package org.postern.spool;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.postern.api.MailLog;

/// Writes records to the segments, in one thread, and makes them durable in groups.
///
/// Sessions put their records into a queue and wait. The writer takes all that is there, writes it, forces
/// the file once and wakes them; what comes meanwhile is the next group, so that groups grow with the load
/// and nobody waits for company. A note waits for nobody: it is written with the next group and made
/// durable with the next force, after [#NOTE_DELAY] at the latest.
///
/// After a failed write or force the state of the file is unknown (a force that is repeated may succeed
/// although pages were lost), so the segment is never appended to again. Everything in the group fails;
/// whoever waited is told. What was promised without waiting, notes, is kept and written first to the next
/// segment, and so is an ABORT for each message of the group, whose record may have reached the disk all
/// the same.
final class Journal implements Bookkeeping {
    static final Duration NOTE_DELAY = Duration.ofMillis(50);
    private static final long NEVER = Long.MAX_VALUE;
    private static final Duration RETRY_DELAY = Duration.ofSeconds(1);

    private final Segments segments;
    private final Upkeep janitor;
    private final MailLog log;
    private final PendingQueue queue;
    private final LongAdder forces = new LongAdder();
    private final Thread thread;
    private volatile boolean closing;

    // confined to the thread
    private final List<Pending> placed = new ArrayList<>();
    private final Deque<Pending> owed = new ArrayDeque<>();
    private Optional<SegmentWriter> current = Optional.empty();
    private Optional<IOException> fault = Optional.empty();
    private long deadline = NEVER;

    Journal(PendingQueue queue, Segments segments, Upkeep janitor, MailLog log) {
        this.queue = queue;
        this.segments = segments;
        this.janitor = janitor;
        this.log = log;
        this.thread = Thread.ofPlatform().name("spool-writer").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /// How often a file was forced.
    long forces() {
        return forces.sum();
    }

    /// Makes everything durable and ends the segment.
    void close() throws InterruptedException {
        closing = true;
        queue.endWaiting();
        thread.join();
    }

    private void run() {
        while (!closing) {
            Deque<Pending> batch = queue.take();
            if (!batch.isEmpty() || isDue()) {
                write(batch);
            } else {
                queue.await(deadline == NEVER ? NEVER : deadline - System.nanoTime());
            }
        }
        finish();
    }

    private void finish() {
        deadline = System.nanoTime();
        write(queue.close());
        try {
            if (current.isPresent()) {
                current.get().end(true);
            }
        } catch (IOException e) {
            log.panic("spool: cannot end " + current.get().segment() + ": " + e.getMessage());
        }
    }

    private void write(Deque<Pending> batch) {
        while (!owed.isEmpty()) {
            batch.addFirst(owed.removeLast());
        }
        try {
            place(batch);
            commitIfDue();
            recovered();
        } catch (IOException e) {
            fail(e, batch);
        } catch (RuntimeException | Error e) { // whatever it is, those who wait must hear of it
            fail(new IOException("unexpected: " + e, e), batch);
        }
    }

    private void place(Deque<Pending> batch) throws IOException {
        for (Pending pending = batch.peekFirst(); pending != null; pending = batch.peekFirst()) {
            Optional<JournalRecord> record = pending.record();
            if (record.isPresent()) {
                SegmentWriter writer = writerFor(record.get().size());
                pending.placed(writer.segment(), writer.append(record.get()));
            }
            placed.add(batch.removeFirst());
        }
    }

    private SegmentWriter writerFor(long size) throws IOException {
        if (current.isPresent()) {
            SegmentWriter writer = current.get();
            if (writer.fits(size)) {
                return writer;
            }
            writer.end(false);
            forces.increment();
            segments.close(writer.segment());
            current = Optional.empty();
            settle();
        }
        SegmentWriter next = segments.open();
        current = Optional.of(next);
        janitor.provideSpare();
        return next;
    }

    private boolean isDue() {
        return deadline != NEVER && System.nanoTime() >= deadline;
    }

    private void commitIfDue() throws IOException {
        boolean due = isDue();
        for (Pending pending : placed) {
            due |= pending.urgent();
        }
        if (!due) {
            if (current.isPresent()) {
                current.get().flush();
            }
            deadline = placed.isEmpty() ? NEVER : Math.min(deadline, System.nanoTime() + NOTE_DELAY.toNanos());
            return;
        }
        if (current.isPresent()
                && placed.stream().anyMatch(pending -> pending.record().isPresent())) {
            current.get().commit();
            forces.increment();
        }
        settle();
    }

    /// All that was placed is durable.
    private void settle() {
        deadline = NEVER;
        placed.forEach(pending -> pending.durable(this));
        placed.clear();
        segments.takeUnneeded().forEach(janitor::reclaim);
        segments.wasteful().ifPresent(janitor::compact);
    }

    private void recovered() {
        if (fault.isPresent() && current.isPresent()) {
            log.main("spool: writing again, to " + current.get().segment());
            fault = Optional.empty();
        }
    }

    private void fail(IOException reason, Deque<Pending> rest) {
        if (fault.isEmpty()) {
            log.panic("spool: cannot write to the journal: " + reason);
        }
        fault = Optional.of(reason);
        current.ifPresent(writer -> {
            writer.abandon();
            writer.segment().suspected();
            segments.close(writer.segment());
            janitor.verify(writer.segment());
        });
        current = Optional.empty();
        placed.forEach(pending -> pending.failed(reason, this));
        placed.clear();
        rest.forEach(pending -> pending.failed(reason, this));
        deadline = owed.isEmpty() ? NEVER : System.nanoTime() + RETRY_DELAY.toNanos();
    }

    @Override
    public void kept(Entry entry, Location location) {
        entry.location().ifPresent(old -> old.segment().release(old.size()));
        entry.location(location);
        location.segment().keep(location.size());
    }

    @Override
    public void gone(Entry entry) {
        entry.location().ifPresent(old -> old.segment().release(old.size()));
        if (entry.bodyInFile()) {
            janitor.removeBody(entry.id());
        }
    }

    @Override
    public void owe(Pending pending) {
        owed.addLast(pending);
    }
}
