package org.postern.delivery;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What became of each recipient in one attempt. Guarded by itself: the batches of a message fill it from
/// several threads.
final class Ledger {
    private final Set<String> done;
    private final List<String> unnoted = new ArrayList<>(2);
    private final List<Failure> failures = new ArrayList<>(0);
    private final List<Success> successes = new ArrayList<>(0);
    private final List<Deferral> deferrals = new ArrayList<>(0);

    Ledger(Set<String> done) {
        this.done = new HashSet<>(done);
    }

    /// Nothing more is to be done for this recipient.
    synchronized void finish(Addressee addressee) {
        if (done.add(addressee.key())) {
            unnoted.add(addressee.key());
        }
        close(addressee);
    }

    /// Nothing is to be done for this recipient because another one is the same.
    synchronized void close(Addressee addressee) {
        Optional<Addressee> open = Optional.of(addressee);
        while (open.isPresent() && open.get().close()) {
            open = open.get().parentAddressee();
            open.ifPresent(this::noteIfClosed);
        }
    }

    private void noteIfClosed(Addressee parent) {
        if (parent.isLastOpen() && done.add(parent.key())) {
            unnoted.add(parent.key());
        }
    }

    synchronized void fail(Failure failure) {
        failures.add(failure);
    }

    synchronized void defer(Deferral deferral) {
        deferrals.add(deferral);
    }

    /// A recipient has the message; whoever wants to hear of that is told at the end.
    synchronized void succeed(Success success) {
        if (success.isWanted()) {
            successes.add(success);
        }
    }

    /// Those that somebody wants to hear of.
    synchronized List<Success> successes() {
        return List.copyOf(successes);
    }

    synchronized List<Failure> failures() {
        return List.copyOf(failures);
    }

    synchronized List<Deferral> deferrals() {
        return List.copyOf(deferrals);
    }

    /// The keys of all recipients that need nothing more.
    synchronized Set<String> done() {
        return Set.copyOf(done);
    }

    /// What the spool has not been told of yet.
    synchronized List<String> takeUnnoted() {
        List<String> keys = List.copyOf(unnoted);
        unnoted.clear();
        return keys;
    }

    /// The spool could not be told.
    synchronized void giveBack(List<String> keys) {
        unnoted.addAll(keys);
    }
}
