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
import org.postern.api.mail.Message;
import org.postern.core.RetryError;
import org.postern.core.RetryRule;
import org.postern.spi.Transport.Cause;
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
        RetryError error = deferral.problem().map(RetryError::of).orElse(RetryError.ANY);
        return next(host, deferral.addressee(), error, failingSince, context);
    }

    /// What cannot be found out now is not a reason to return mail.
    private Optional<Instant> next(
            Optional<Host> host, Addressee addressee, RetryError error, Instant since, Context context) {
        Optional<Address> sender = context.message().map(Message::sender);
        try {
            Optional<RetryRule> rule =
                    schedule.rule(new RetryRule.Query(subjects(host, addressee, error), error, sender), context);
            return rule.flatMap(found -> schedule.next(found, since, clock.instant(), random));
        } catch (ExpansionException _) {
            return Optional.of(clock.instant().plus(WITHOUT_RULE));
        }
    }

    /// What the patterns of rules are matched with: after a reply to RCPT, and where there is no host, the
    /// address; otherwise the host, or else the domain.
    private static List<Address> subjects(Optional<Host> host, Addressee addressee, RetryError error) {
        Address given = addressee.given();
        return host.isEmpty() || error.cause() == Cause.RCPT
                ? List.of(given)
                : List.of(RetryRule.host(host.get().name()), RetryRule.host(given.domain()));
    }

    /// When a host that has failed since `since` is to be tried again.
    Instant hostRetry(Host host, Addressee addressee, Instant since, Context context) {
        return next(Optional.of(host), addressee, RetryError.ANY, since, context)
                .orElse(clock.instant().plus(WITHOUT_RULE.multipliedBy(4)));
    }

    /// Whether a failure of this batch now would end the time of its message, so that its hosts are tried
    /// whatever is known of them.
    boolean isLastAttempt(Batch batch, Context context) {
        Optional<Host> host = batch.hosts().stream().findFirst();
        return next(host, batch.addressees().getFirst(), RetryError.ANY, failingSince, context)
                .isEmpty();
    }
}
