package org.postern.spool;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postern.core.Progress;

/// What the index knows of a message. Its lock orders the notes about it: who holds it while it changes the
/// standing also gives the record to the journal.
final class Entry {
    private final String id;
    private final boolean bodyInFile;
    private volatile @Nullable Location location; // none before the message is durable
    private volatile Standing standing;
    private boolean completed;
    private int inMemory;

    Entry(String id, boolean bodyInFile, Standing standing) {
        this.id = id;
        this.bodyInFile = bodyInFile;
        this.standing = standing;
    }

    String id() {
        return id;
    }

    /// Whether there is a file in `body` with its name.
    boolean bodyInFile() {
        return bodyInFile;
    }

    Optional<Location> location() {
        return Optional.ofNullable(location);
    }

    void location(Location moved) {
        location = moved;
    }

    Standing standing() {
        return standing;
    }

    synchronized boolean completed() {
        return completed;
    }

    /// Takes a note; false if the message was completed before.
    synchronized boolean apply(Progress progress) {
        if (completed) {
            return false;
        }
        standing = standing.after(progress);
        completed = progress instanceof Progress.Completed;
        return true;
    }

    /// Its body takes so much of the memory that bodies may take.
    synchronized void inMemory(int bytes) {
        inMemory = bytes;
    }

    /// Its body is needed in memory no longer: how much becomes free.
    synchronized int outOfMemory() {
        int bytes = inMemory;
        inMemory = 0;
        return bytes;
    }
}
