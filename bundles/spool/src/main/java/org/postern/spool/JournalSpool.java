package org.postern.spool;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.postern.api.MailLog;
import org.postern.api.mail.Bytes;
import org.postern.api.mail.Content;
import org.postern.api.mail.Header;
import org.postern.core.Envelope;
import org.postern.core.Progress;
import org.postern.core.Slice;
import org.postern.core.Spool;

/// The spool in one directory: a journal for what is small, files for large bodies, an index in memory.
final class JournalSpool implements Spool, AutoCloseable {
    /// The length of a segment.
    static final long SEGMENT_SIZE = 64 << 20;

    private static final int MAX_IN_RECORD = 64 << 20;

    private final SpoolDirectory directory;
    private final Disk disk;
    private final Supplier<SpoolLimits> limits;
    private final SpoolLock lock;
    private final MessageIds ids;
    private final SpaceCheck space;
    private final PendingQueue queue = new PendingQueue();
    private final Index index = new Index();
    private final SegmentReader reader = new SegmentReader();
    private final MemoryBudget memory = new MemoryBudget();
    private final AtomicLong collectors = new AtomicLong();
    private final AtomicReference<List<Entry>> recovered;
    private final Journal journal;
    private final Janitor janitor;

    /// Recovers what the last process left. No other process may use the directory.
    static JournalSpool open(Path root, MailLog log, Supplier<SpoolLimits> limits) throws IOException {
        return new JournalSpool(root, new LocalDisk(), SEGMENT_SIZE, log, limits);
    }

    JournalSpool(Path root, Disk disk, long segmentSize, MailLog log, Supplier<SpoolLimits> limits) throws IOException {
        this.directory = new SpoolDirectory(root);
        this.disk = disk;
        this.limits = limits;
        directory.create();
        lock = SpoolLock.take(directory.lock());
        try {
            SecureRandom random = new SecureRandom();
            ids = new MessageIds(InstantSource.system(), ProcessHandle.current().pid(), random);
            space = new SpaceCheck(disk, root, System::nanoTime);
            Segments segments = new Segments(directory.journal(), disk, segmentSize, random);
            List<Entry> found = new Recovery(directory, segments, log).recover();
            for (Entry entry : found) {
                index.add(entry);
            }
            recovered = new AtomicReference<>(found);
            janitor = new Janitor(directory, disk, segments, new Compactor(index, queue, log), log, segmentSize);
            janitor.findSpares();
            segments.takeUnneeded().forEach(janitor::reclaim);
            janitor.provideSpare();
            journal = new Journal(queue, segments, janitor, log);
            journal.start();
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    @Override
    public String newId() {
        String id = ids.next();
        while (index.contains(id)) {
            id = ids.next();
        }
        return id;
    }

    @Override
    public Collector collector() {
        Path file = directory.incoming().resolve(Long.toString(collectors.incrementAndGet()));
        return new MessageCollector(disk, file, limits.get().messageInMemory());
    }

    @Override
    public Spooled accept(Envelope envelope, List<Header> headers, Content body) throws IOException {
        SpoolLimits now = limits.get();
        space.check(now.space());
        int inMemory = Math.min(now.messageInMemory(), MAX_IN_RECORD);
        return switch (body) {
            case Incoming incoming -> acceptFile(envelope, headers, incoming, 0, incoming.size());
            case Slice(Incoming incoming, long offset, long size) ->
                acceptFile(envelope, headers, incoming, offset, size);
            case Bytes bytes when bytes.length() <= inMemory -> acceptBytes(envelope, headers, bytes);
            default -> acceptCopy(envelope, headers, body);
        };
    }

    private Spooled acceptCopy(Envelope envelope, List<Header> headers, Content body) throws IOException {
        try (Collector copy = collector()) {
            body.writeTo(copy.output());
            return accept(envelope, headers, copy.content());
        }
    }

    private Spooled acceptBytes(Envelope envelope, List<Header> headers, Bytes body) throws IOException {
        Entry entry = new Entry(envelope.id(), false, Standing.FRESH);
        Accepted.Opening opening = new Accepted.Opening(envelope.id(), new BodyPlace.InRecord(), Standing.FRESH);
        index.add(entry);
        store(entry, new Accepted(opening, envelope, headers), body);
        return new Spooled(envelope, headers, inMemory(entry, body));
    }

    private Content inMemory(Entry entry, Bytes body) {
        int size = body.array().length;
        if (!memory.take(size, limits.get().memory())) {
            return new JournalBody(reader, entry, body.length());
        }
        entry.inMemory(size);
        return body;
    }

    private Spooled acceptFile(Envelope envelope, List<Header> headers, Incoming incoming, long offset, long size)
            throws IOException {
        Entry entry = new Entry(envelope.id(), true, Standing.FRESH);
        Accepted.Opening opening =
                new Accepted.Opening(envelope.id(), new BodyPlace.InFile(offset, size), Standing.FRESH);
        index.add(entry);
        try {
            takeOver(incoming, envelope.id());
        } catch (IOException e) {
            index.remove(entry);
            janitor.removeBody(envelope.id());
            throw e;
        }
        store(entry, new Accepted(opening, envelope, headers), Bytes.EMPTY);
        return new Spooled(envelope, headers, Slice.of(incoming, offset, size));
    }

    /// The file is durable under its new name when this returns.
    private void takeOver(Incoming incoming, String id) throws IOException {
        Path file = directory.body(id);
        try (Disk.Writable written = disk.open(incoming.path())) {
            written.force();
        }
        disk.rename(incoming.path(), file);
        incoming.takenTo(file);
        disk.syncDirectory(directory.body());
    }

    private void store(Entry entry, Accepted accepted, Bytes body) throws IOException {
        Pending.Storing storing =
                new Pending.Storing(JournalRecord.of(RecordHeader.Kind.ACCEPT, accepted.encode(), body), entry, false);
        try {
            queue.put(storing);
            storing.ticket().await();
        } catch (IOException e) {
            index.remove(entry);
            throw e;
        }
    }

    @Override
    public void note(String id, Progress progress) throws IOException {
        Entry entry = index.get(id);
        synchronized (entry) {
            if (!entry.apply(progress)) {
                throw new IOException("message " + id + " is completed");
            }
            queue.put(new Pending.Noting(entry, progress));
        }
        if (!(progress instanceof Progress.Done)) {
            memory.giveBack(entry.outOfMemory());
        }
        if (progress instanceof Progress.Completed) {
            index.remove(entry);
        }
    }

    @Override
    public void sync() throws IOException {
        Pending.Barrier barrier = new Pending.Barrier();
        queue.put(barrier);
        barrier.ticket().await();
    }

    @Override
    public List<Recovered> recovered() {
        return new RecoveredMessages(this, recovered.getAndSet(List.of()));
    }

    @Override
    public Spooled read(String id) throws IOException {
        return read(index.get(id));
    }

    Spooled read(Entry entry) throws IOException {
        Accepted accepted = reader.accepted(entry);
        Content body = switch (accepted.opening().body()) {
            case BodyPlace.InRecord _ -> new JournalBody(reader, entry, bodyLength(entry));
            case BodyPlace.InFile(long offset, long size) -> bodyFile(entry, offset, size);
        };
        return new Spooled(accepted.envelope(), accepted.headers(), body);
    }

    private static long bodyLength(Entry entry) {
        return entry.location().map(Location::bodyLength).orElse(0);
    }

    private Content bodyFile(Entry entry, long offset, long size) {
        return Slice.of(new FileContent(directory.body(entry.id()), offset + size), offset, size);
    }

    /// How often the journal was forced.
    long forces() {
        return journal.forces();
    }

    /// How many bytes of bodies are kept in memory.
    long memoryUsed() {
        return memory.used();
    }

    Optional<Location> location(String id) {
        return index.find(id).flatMap(Entry::location);
    }

    /// Makes all notes durable and lets another process have the spool. Whoever still waits to put
    /// something in gets an exception.
    @Override
    public void close() throws IOException {
        try {
            journal.close();
            janitor.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the spool was closed");
        } finally {
            lock.close();
        }
    }
}
