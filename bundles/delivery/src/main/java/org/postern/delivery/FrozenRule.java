package org.postern.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.postern.api.mail.Address;
import org.postern.core.Policy;

/// How long a message stays frozen (Exim's manual, 14: `auto_thaw`, `timeout_frozen_after`,
/// `ignore_bounce_errors_after`).
///
/// @param autoThaw after what time it is tried again; zero for never
/// @param cancelled when it is given up
/// @param lastTry when it is tried for the last time, if it is a bounce
record FrozenRule(Duration autoThaw, Optional<Instant> cancelled, Optional<Instant> lastTry) {
    /// A frozen message is looked at again at least this often: the configuration may say something else by
    /// then.
    static final Duration LOOK = Duration.ofHours(1);

    static FrozenRule of(Policy policy, Address sender, Instant received) {
        Duration timeout = policy.setting(DeliveryOptions.TIMEOUT_FROZEN_AFTER);
        Instant lastTry = received.plus(policy.setting(DeliveryOptions.IGNORE_BOUNCE_ERRORS_AFTER));
        return new FrozenRule(
                policy.setting(DeliveryOptions.AUTO_THAW),
                timeout.isZero() ? Optional.empty() : Optional.of(received.plus(timeout)),
                sender.isNull() ? Optional.of(lastTry) : Optional.empty());
    }

    /// What becomes of a frozen message now.
    enum Verdict {
        /// It stays frozen.
        FROZEN,
        /// It is tried again.
        THAWED,
        /// It is given up.
        CANCELLED
    }

    Verdict verdict(Instant frozenSince, Instant now) {
        if (cancelled.filter(time -> !now.isBefore(time)).isPresent()) {
            return Verdict.CANCELLED;
        }
        return thaws(frozenSince).anyMatch(time -> !now.isBefore(time)) ? Verdict.THAWED : Verdict.FROZEN;
    }

    /// When a message that is frozen now is looked at again.
    Instant next(Instant frozenSince, Instant now) {
        return Stream.concat(cancelled.stream(), thaws(frozenSince))
                .filter(now::isBefore)
                .reduce(now.plus(LOOK), (one, other) -> one.isBefore(other) ? one : other);
    }

    private Stream<Instant> thaws(Instant frozenSince) {
        return Stream.concat(
                lastTry.stream(), autoThaw.isZero() ? Stream.empty() : Stream.of(frozenSince.plus(autoThaw)));
    }

    /// The message as it stays frozen; empty if it does not.
    Optional<QueuedMessage> kept(QueuedMessage queued, Instant now) {
        return queued.frozenSince()
                .filter(since -> verdict(since, now) == Verdict.FROZEN)
                .map(since -> queued.at(next(since, now)));
    }
}
