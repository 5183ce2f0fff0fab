package org.postern.eventotel;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.postern.broadcast.Occurrence;

/// What was told of a connection to a host for a message since it began. Confined to one thread.
final class Attempt {
    private static final int NOTES = 64;

    private final Occurrence beginning;
    private List<Occurrence> notes = new ArrayList<>();
    private Instant latest;
    private boolean told;

    Attempt(Occurrence beginning) {
        this.beginning = beginning;
        this.latest = beginning.time();
    }

    /// The first thing that was told.
    Occurrence beginning() {
        return beginning;
    }

    /// When something was told the last time.
    Instant latest() {
        return latest;
    }

    /// This happened, too. Says whether there was room for it.
    boolean note(Occurrence occurrence) {
        if (notes.size() >= NOTES) {
            return false;
        }
        latest = occurrence.time();
        return notes.add(occurrence);
    }

    /// Whether some of it is in no span yet.
    boolean isUntold() {
        return !told || !notes.isEmpty();
    }

    /// What happened and is in no span yet: the first span that asks has it.
    List<Occurrence> tell() {
        List<Occurrence> taken = notes;
        notes = new ArrayList<>();
        told = true;
        return taken;
    }
}
