package org.postern.delivery;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.mail.Address;
import org.postern.api.mail.Host;
import org.postern.core.RetryRule;
import org.postern.spi.Transport.Problem;

/// When the next attempt for one message is due, and whether there is to be one. Safe for the threads of its
/// message.
///
/// @param schedule the rules
/// @param failingSince when the first attempt for the message failed; now, if none has
/// @param clock the time: what took long to fail is tried again that much later
/// @param random for rules of the kind `H`
record RetryTimes(RetrySchedule schedule, Instant failingSince, InstantSource clock, RandomGenerator random) {
    private static final Duration WITHOUT_RULE = Duration.ofMinutes(15);

    /// When a recipient is to be tried again; empty if its time is over or no rule is for it.
    Optional<Instant> next(Deferral deferral, Context context) {
        return switch (deferral.until()) {
            case Deferral.Wait.Until(var time) -> Optional.of(time);
            case Deferral.Wait.Ours _ ->
                Optional.of(byRules(deferral, context).orElse(clock.instant().plus(WITHOUT_RULE)));
            case Deferral.Wait.ByRules _ -> byRules(deferral, context);
        };
    }

    private Optional<Instant> byRules(Deferral deferral, Context context) {
        Optional<Host> host = deferral.problem().flatMap(Problem::host);
        RetryError error = deferral.problem().map(RetryError::of).orElse(RetryError.UNKNOWN);
        return next(host, deferral.addressee(), error, failingSince, context);
    }

    /// What cannot be found out now is not a reason to return mail.
    private Optional<Instant> next(
            Optional<Host> host, Addressee addressee, RetryError error, Instant since, Context context) {
        try {
            Optional<RetryRule> rule =
                    schedule.rule(new RetrySchedule.Failure(subjects(host, addressee), error), context);
            return rule.flatMap(found -> schedule.next(found, since, clock.instant(), random));
        } catch (ExpansionException _) {
            return Optional.of(clock.instant().plus(WITHOUT_RULE));
        }
    }

    private static List<Address> subjects(Optional<Host> host, Addressee addressee) {
        return host.map(known -> List.of(new Address("", known.name()), addressee.given()))
                .orElseGet(() -> List.of(addressee.given()));
    }

    /// When a host that has failed since `since` is to be tried again.
    Instant hostRetry(Host host, Addressee addressee, Instant since, Context context) {
        return next(Optional.of(host), addressee, RetryError.UNKNOWN, since, context)
                .orElse(clock.instant().plus(WITHOUT_RULE.multipliedBy(4)));
    }

    /// Whether a failure of this batch now would end the time of its message, so that its hosts are tried
    /// whatever is known of them.
    boolean isLastAttempt(Batch batch, Context context) {
        Optional<Host> host = batch.hosts().stream().findFirst();
        return next(host, batch.addressees().getFirst(), RetryError.UNKNOWN, failingSince, context)
                .isEmpty();
    }
}
