package org.postern.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.random.RandomGenerator;

/// The segments of the journal, oldest first. They leave it only in this order: a note about a message
/// stands in a segment no older than the message's own, so that no message comes back because the note
/// about its end was removed before it. Confined to the writer's thread but for [#spare].
final class Segments {
    private static final int FEW = 4;

    private final Path directory;
    private final Disk disk;
    private final long segmentSize;
    private final RandomGenerator random;
    private final ByteBuffer staging;
    private final Deque<Segment> closed = new ArrayDeque<>();
    private final ConcurrentLinkedQueue<Path> spares = new ConcurrentLinkedQueue<>();
    private int lastNumber;

    Segments(Path directory, Disk disk, long segmentSize, RandomGenerator random) {
        this.directory = directory;
        this.disk = disk;
        this.segmentSize = segmentSize;
        this.random = random;
        this.staging = SegmentWriter.staging(segmentSize);
    }

    /// A segment found at the start; they are given in order.
    void found(Segment segment) {
        closed.addLast(segment);
        lastNumber = segment.number();
    }

    /// Ends a segment that the last process left open.
    void endFound(Segment segment) throws IOException {
        Disk.Writable file = disk.open(segment.path());
        try {
            file.truncate(segment.length());
            SegmentWriter.resume(segment, file, staging).end(true);
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /// A file that may become a segment: of full length, with any content.
    void spare(Path file) {
        spares.add(file);
    }

    int spares() {
        return spares.size();
    }

    /// Begins the next segment. Its name is durable when this returns.
    SegmentWriter open() throws IOException {
        int number = lastNumber + 1;
        long nonce = 1 + random.nextLong(Long.MAX_VALUE);
        Path path = directory.resolve(Segment.fileName(number));
        Path spare = spares.poll();
        lastNumber = number; // also if this fails: a number is used for one file only
        if (spare != null) {
            disk.rename(spare, path);
        }
        Disk.Writable file = disk.open(path);
        try {
            disk.syncDirectory(directory);
        } catch (IOException e) {
            file.close();
            disk.delete(path);
            throw e;
        }
        return SegmentWriter.begin(
                new Segment(path, new SegmentIdentity(number, nonce), 0), file, segmentSize, staging);
    }

    /// A segment that nothing is appended to any more.
    void close(Segment segment) {
        closed.addLast(segment);
    }

    /// Takes out those that nothing is needed of, from the oldest on up to the first that something is.
    List<Segment> takeUnneeded() {
        List<Segment> unneeded = new ArrayList<>();
        while (!closed.isEmpty() && closed.getFirst().live() == 0) {
            unneeded.add(closed.removeFirst());
        }
        return unneeded;
    }

    /// The oldest, if most of what the journal holds is not needed any more.
    Optional<Segment> wasteful() {
        if (closed.size() < FEW) {
            return Optional.empty();
        }
        long length = 0;
        long live = 0;
        for (Segment segment : closed) {
            length += segment.length();
            live += segment.liveBytes();
        }
        return live * 2 < length ? Optional.of(closed.getFirst()) : Optional.empty();
    }
}
