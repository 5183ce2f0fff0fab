package org.postern.delivery;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postern.core.Envelope;
import org.postern.core.Progress;
import org.postern.core.Spool.Recovered;

/// What the queue keeps in memory of a message: never its header or body.
///
/// @param id the message id
/// @param done the keys of the recipients that need nothing more
/// @param attempts how many attempts left something over
/// @param firstFailure when the first of them was; meaningless before that
/// @param next when the next is due
/// @param frozenSince since when it waits for an administrator
/// @param warnings how often its sender was told that it waits
record QueuedMessage(
        String id,
        Set<String> done,
        int attempts,
        Instant firstFailure,
        Instant next,
        Optional<Instant> frozenSince,
        int warnings) {
    QueuedMessage {
        done = Set.copyOf(done);
    }

    /// A message that has not been tried.
    static QueuedMessage fresh(String id, Instant now) {
        return new QueuedMessage(id, Set.of(), 0, Instant.MAX, now, Optional.empty(), 0);
    }

    /// A message as it was when the server stopped; empty if nothing is left to do for it.
    static Optional<QueuedMessage> recovered(Recovered recovered, Instant now) {
        Envelope envelope = recovered.message().envelope();
        QueuedMessage message = fresh(envelope.id(), now);
        if (HeldByAcl.isFrozen(envelope)) {
            message = message.frozen(envelope.received()).at(now.plus(FrozenRule.LOOK));
        }
        Set<String> done = new HashSet<>();
        for (Progress progress : recovered.progress()) {
            switch (progress) {
                case Progress.Done(List<String> recipients) -> done.addAll(recipients);
                case Progress.Retry(int attempts, Instant firstFailure, Instant next) ->
                    message = new QueuedMessage(
                            message.id, Set.of(), attempts, firstFailure, next, message.frozenSince, message.warnings);
                case Progress.Warned(int count) -> message = message.warned(count);
                case Progress.Frozen(Instant since) -> message = message.frozen(since);
                case Progress.Thawed _ ->
                    message = message.attempts == 0 ? message.thawed().at(now) : message.thawed();
                case Progress.Completed _ -> {
                    return Optional.empty();
                }
            }
        }
        return Optional.of(message.withDone(done));
    }

    QueuedMessage withDone(Set<String> keys) {
        return new QueuedMessage(id, keys, attempts, firstFailure, next, frozenSince, warnings);
    }

    QueuedMessage at(Instant due) {
        return new QueuedMessage(id, done, attempts, firstFailure, due, frozenSince, warnings);
    }

    QueuedMessage frozen(Instant since) {
        return new QueuedMessage(id, done, attempts, firstFailure, next, Optional.of(since), warnings);
    }

    QueuedMessage thawed() {
        return new QueuedMessage(id, done, attempts, firstFailure, next, Optional.empty(), warnings);
    }

    QueuedMessage warned(int count) {
        return new QueuedMessage(id, done, attempts, firstFailure, next, frozenSince, count);
    }

    /// When its first attempt failed, or `now` if none has.
    Instant failingSince(Instant now) {
        return attempts == 0 ? now : firstFailure;
    }
}
