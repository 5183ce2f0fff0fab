package org.postern.spool;

import java.nio.file.Path;

/// A file of the journal, and how much in it is still needed. The counts belong to the writer's thread.
final class Segment {
    private final Path path;
    private final SegmentIdentity identity;
    private long length;
    private long liveBytes;
    private int live;
    private volatile boolean suspect;

    Segment(Path path, SegmentIdentity identity, long length) {
        this.path = path;
        this.identity = identity;
        this.length = length;
    }

    static String fileName(int number) {
        return "%08d.seg".formatted(number);
    }

    Path path() {
        return path;
    }

    SegmentIdentity identity() {
        return identity;
    }

    int number() {
        return identity.number();
    }

    /// Whether writing to it has failed, so that the file is not to serve again.
    boolean suspect() {
        return suspect;
    }

    void suspected() {
        suspect = true;
    }

    /// How far it is written.
    long length() {
        return length;
    }

    void length(long written) {
        length = written;
    }

    /// A message is kept here from now on.
    void keep(long bytes) {
        live++;
        liveBytes += bytes;
    }

    /// A message is kept here no longer.
    void release(long bytes) {
        live--;
        liveBytes -= bytes;
    }

    /// How many messages it keeps.
    int live() {
        return live;
    }

    long liveBytes() {
        return liveBytes;
    }

    @Override
    public String toString() {
        return path.getFileName().toString();
    }
}
