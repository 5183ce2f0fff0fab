package org.postern.delivery;

import java.time.Instant;
import java.util.Optional;
import org.postern.api.Slot;
import org.postern.api.mail.Controls;
import org.postern.core.Envelope;
import org.postern.core.Policy;
import org.postern.core.State.Slots;

/// What was said of when a message may be delivered before it came to routing: by ACLs (`control = freeze`,
/// and `control = queue` or `queue_only`), and by the main option `queue_only`.
final class HeldByAcl {
    private HeldByAcl() {}

    /// Whether the message was frozen when it came.
    static boolean isFrozen(Envelope envelope) {
        return control(envelope, Controls.FREEZE).isPresent();
    }

    /// Whether the people of `freeze_tell` are to hear that it was frozen.
    static boolean isToBeTold(Envelope envelope) {
        return control(envelope, Controls.FREEZE).filter(Controls.Freeze::tell).isPresent();
    }

    /// How a message waits that has just come; empty if it does not.
    ///
    /// @param policy how long one waits that is only queued, and whether all are
    static Optional<QueuedMessage> waiting(QueuedMessage fresh, Envelope envelope, Instant now, Policy policy) {
        if (isFrozen(envelope)) {
            return Optional.of(fresh.frozen(now).at(now.plus(FrozenRule.LOOK)));
        }
        return isQueued(envelope, policy)
                ? Optional.of(fresh.at(now.plus(policy.setting(DeliveryOptions.QUEUE_RUN_INTERVAL))))
                : Optional.empty();
    }

    private static boolean isQueued(Envelope envelope, Policy policy) {
        return policy.setting(DeliveryOptions.QUEUE_ONLY)
                || control(envelope, Controls.QUEUE).isPresent();
    }

    private static <T> Optional<T> control(Envelope envelope, Slot<T> slot) {
        return envelope.state().isEmpty()
                ? Optional.empty()
                : Slots.restored(envelope.state()).get(slot);
    }
}
