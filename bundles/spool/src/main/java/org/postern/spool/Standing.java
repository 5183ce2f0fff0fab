package org.postern.spool;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.core.Progress;

/// How a message stands after all notes about it. Immutable.
///
/// @param done the recipients that need nothing more
/// @param retry the newest attempt that left some for later
/// @param frozen since when it is frozen
/// @param warned how often its sender was told that it waits
record Standing(List<String> done, Optional<Progress.Retry> retry, Optional<Instant> frozen, int warned) {
    /// No note yet.
    static final Standing FRESH = new Standing(List.of(), Optional.empty(), Optional.empty(), 0);

    Standing {
        done = List.copyOf(done);
    }

    /// After one more note.
    Standing after(Progress progress) {
        return switch (progress) {
            case Progress.Done(List<String> recipients) -> new Standing(union(recipients), retry, frozen, warned);
            case Progress.Retry newer -> new Standing(done, Optional.of(newer), frozen, warned);
            case Progress.Frozen(Instant since) -> new Standing(done, retry, Optional.of(since), warned);
            case Progress.Thawed _ -> new Standing(done, retry, Optional.empty(), warned);
            case Progress.Warned(int count) -> new Standing(done, retry, frozen, count);
            case Progress.Completed _ -> this;
        };
    }

    /// The shortest notes that lead here.
    List<Progress> notes() {
        List<Progress> notes = new ArrayList<>(4);
        if (!done.isEmpty()) {
            notes.add(new Progress.Done(done));
        }
        retry.ifPresent(notes::add);
        frozen.ifPresent(since -> notes.add(new Progress.Frozen(since)));
        if (warned > 0) {
            notes.add(new Progress.Warned(warned));
        }
        return notes;
    }

    private List<String> union(List<String> recipients) {
        if (done.isEmpty()) {
            return recipients;
        }
        var all = new java.util.LinkedHashSet<>(done);
        all.addAll(recipients);
        return List.copyOf(all);
    }
}
