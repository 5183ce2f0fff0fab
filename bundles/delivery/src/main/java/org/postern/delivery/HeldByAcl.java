package org.postern.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.postern.api.mail.Controls;
import org.postern.core.Envelope;
import org.postern.core.State.Slots;

/// What ACLs have said of when a message may be delivered: `control = freeze`, and `control = queue` or
/// `queue_only`.
final class HeldByAcl {
    private HeldByAcl() {}

    /// Whether the message was frozen when it came.
    static boolean isFrozen(Envelope envelope) {
        return Slots.restored(envelope.state()).get(Controls.FREEZE).isPresent();
    }

    /// How a message waits that has just come; empty if it does not.
    ///
    /// @param interval how long one waits that is only queued
    static Optional<QueuedMessage> waiting(QueuedMessage fresh, Envelope envelope, Instant now, Duration interval) {
        if (envelope.state().isEmpty()) {
            return Optional.empty();
        }
        if (isFrozen(envelope)) {
            return Optional.of(fresh.frozen(now).at(now.plus(FrozenRule.LOOK)));
        }
        return Slots.restored(envelope.state()).get(Controls.QUEUE).map(_ -> fresh.at(now.plus(interval)));
    }
}
