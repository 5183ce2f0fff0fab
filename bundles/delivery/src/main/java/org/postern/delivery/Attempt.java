package org.postern.delivery;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.postern.api.ExpansionException;
import org.postern.api.MailLog.Stream;
import org.postern.api.mail.Address;
import org.postern.api.mail.Outbox;
import org.postern.core.MailContext;
import org.postern.core.Progress;
import org.postern.core.Spool.Spooled;
import org.postern.core.State;
import org.postern.core.State.Slots;
import org.postern.delivery.Deferral.Wait;
import org.postern.delivery.SystemFilter.Said;
import org.postern.spi.Router.Child;

/// One attempt to deliver one message: routing, batches, notes, bounces. Used by one thread, once; batches
/// may have threads of their own while it waits.
///
/// What is noted when, so that a crash at any moment loses no recipient:
/// - a recipient is noted done after its transport has said that the message is durable at its destination;
/// - one that failed is noted done after the bounce is durable in the spool;
/// - with the last recipient, [Progress.Completed] alone is noted.
final class Attempt {
    private static final Duration TROUBLE = Duration.ofMinutes(1);

    private final Services services;
    private final Plan plan;
    private final SpooledMessage message;
    private final QueuedMessage before;
    private final Watch.Place place;
    private final Slots slots;
    private final MailContext context;
    private final Instant now;
    private final boolean fresh;
    private final RetryTimes retryTimes;
    private final Ledger ledger;
    private final DeliveryLog log;
    // Batches add to it too.
    private final List<Spooled> bounces = Collections.synchronizedList(new ArrayList<>(0));

    /// @param fresh whether the message has just come
    Attempt(Services services, Plan plan, Spooled spooled, QueuedMessage before, Watch.Place place, boolean fresh) {
        this.fresh = fresh;
        this.services = services;
        this.plan = plan;
        this.message = new SpooledMessage(spooled);
        this.before = before;
        this.place = place;
        this.now = services.clock().instant();
        this.slots = Slots.restored(message.stored());
        this.context = MailContext.of(plan.policy(), services.clock(), services.log())
                .with(state(slots))
                .with(message);
        this.retryTimes = new RetryTimes(plan.retry(), before.failingSince(now), services.clock(), services.random());
        this.ledger = new Ledger(before.done());
        this.log = new DeliveryLog(services.log(), message, context);
    }

    private static State state(Slots message) {
        return new State(new Slots(), message, new Slots());
    }

    /// How an attempt ends.
    ///
    /// @param left what is left to do; empty if nothing is
    /// @param bounces new messages, bounces and those that transports have sent, which are in the spool
    record Ending(Optional<QueuedMessage> left, List<Spooled> bounces) {}

    Ending run() {
        RoutingResult routed = route();
        deliver(Batch.of(routed.leaves()));
        try {
            return conclude(routed);
        } catch (IOException e) {
            services.log().write(Stream.PANIC, message.id(), "spool: " + e + ": its delivery is tried again later");
            return new Ending(Optional.of(before.withDone(ledger.done()).at(now.plus(TROUBLE))), bounces);
        }
    }

    private RoutingResult route() {
        List<Submission> sent = new ArrayList<>(0);
        context.put(Outbox.SLOT, (other, to) -> sent.add(new Submission(other, to, ownUid())));
        RoutingResult routed = routed();
        for (Submission submission : sent) {
            try {
                bounces.add(submission.spool(services, context, message.id()));
            } catch (IOException e) {
                services.log().panic("a message of a router cannot be put into the spool: " + e);
            }
        }
        return routed;
    }

    private int ownUid() {
        return services.surroundings().identities().own().uid();
    }

    private RoutingResult routed() {
        Faults faults = new Faults(services.log(), message.id(), services.snapshots()::plugins);
        RoutingResult routed;
        try (Watch.Work _ = services.watch().routing(message.id(), plan.stepTimeout(), place)) {
            HeldDomains held = HeldDomains.of(context, fresh);
            Routing routing = new Routing(plan, context, services.surroundings(), faults, before.done(), held);
            routed = isCancelled()
                    ? cancelled()
                    : plan.systemFilter().isSet() ? filtered(routing, faults) : routing.route(message.addressees());
        }
        routed.finished().forEach(ledger::close);
        routed.dropped().forEach(addressee -> {
            log.dropped(addressee);
            ledger.finish(addressee);
        });
        routed.failed().forEach(failed -> fail(failed.addressee(), failed.reason()));
        routed.deferred().forEach(this::defer);
        routed.frozen()
                .forEach(frozen -> log.deferred(
                        new Deferral(frozen.addressee(), frozen.reason(), Optional.empty(), new Wait.Ours())));
        return routed;
    }

    private FrozenRule frozen() {
        return FrozenRule.of(plan.policy(), message.sender(), message.received());
    }

    /// Whether the message was frozen for too long.
    private boolean isCancelled() {
        if (before.frozenSince().isEmpty()) {
            return false;
        }
        Instant since = before.frozenSince().get();
        return switch (frozen().verdict(since, now)) {
            case CANCELLED -> true;
            case THAWED -> {
                log.thawed();
                yield false;
            }
            case FROZEN -> false;
        };
    }

    /// Gives the message up: its sender is told, unless it is a bounce.
    private RoutingResult cancelled() {
        RoutingResult given = new RoutingResult();
        log.cancelled();
        if (message.sender().isNull()) {
            left().forEach(ledger::finish);
        } else {
            left().forEach(addressee -> given.failed()
                    .add(new RoutingResult.Failed(addressee, "the message was frozen until timeout_frozen_after")));
        }
        return given;
    }

    /// Routes as the system filter says.
    private RoutingResult filtered(Routing routing, Faults faults) {
        return switch (systemFilter(faults)) {
            case Said.Deliver(var children, boolean seen) -> delivered(routing, children, seen);
            case Said.Defer(String reason) -> deferred("deferred by system filter: " + reason, false);
            case Said.Faulty(String reason) -> {
                services.log().write(Stream.PANIC, message.id(), "Error in system filter: " + reason);
                yield deferred("error in system filter: " + reason, true);
            }
            case Said.Fail(String reason) -> {
                RoutingResult failed = new RoutingResult();
                left().forEach(addressee -> failed.failed()
                        .add(new RoutingResult.Failed(addressee, "cancelled by system filter: " + reason)));
                yield failed;
            }
            case Said.Freeze(String reason) -> {
                RoutingResult frozen = new RoutingResult();
                left().forEach(addressee ->
                        frozen.frozen().add(new RoutingResult.Failed(addressee, "frozen by system filter: " + reason)));
                yield frozen;
            }
        };
    }

    private Said systemFilter(Faults faults) {
        context.put(org.postern.api.mail.Attempt.SLOT, new org.postern.api.mail.Attempt(before.attempts() == 0, false));
        message.changeable(true);
        try {
            return plan.systemFilter().run(context);
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            faults.log("system filter", e);
            return new Said.Faulty("it failed: " + e);
        } finally {
            message.changeable(false);
        }
    }

    /// The recipients of the envelope that are not done.
    private List<Addressee> left() {
        return message.addressees().stream()
                .filter(addressee -> !before.done().contains(addressee.key()))
                .toList();
    }

    private RoutingResult deferred(String reason, boolean ours) {
        RoutingResult deferred = new RoutingResult();
        left().forEach(addressee -> deferred.deferred().add(new RoutingResult.Deferred(addressee, reason, ours)));
        return deferred;
    }

    private RoutingResult delivered(Routing routing, List<Child> children, boolean seen) {
        try {
            if (!children.isEmpty()) {
                Address name = new Address("system-filter", Names.qualifyDomain(context));
                Addressee filter = Addressee.ofEnvelope(name, Map.of());
                filter.owner(LocalUser.named(
                        context.setting(DeliveryOptions.SYSTEM_FILTER_USER),
                        context.setting(DeliveryOptions.SYSTEM_FILTER_GROUP),
                        services.surroundings().accounts()));
                routing.take(filter, children);
            }
        } catch (IOException | ExpansionException e) {
            return deferred("system filter: " + e.getMessage(), true);
        }
        if (seen && children.isEmpty()) {
            services.log().main(message.id(), "=> discarded (system filter)");
        }
        return routing.route(seen ? List.of() : message.addressees());
    }

    private void fail(Addressee addressee, String reason) {
        Failure failure = new Failure(addressee, reason, Optional.empty());
        log.failed(failure);
        ledger.fail(failure);
        new DeliveryEvents(context).failed(failure);
    }

    private void defer(RoutingResult.Deferred routed) {
        Wait wait = routed.ours() ? new Wait.Ours() : new Wait.ByRules();
        Deferral deferral = new Deferral(routed.addressee(), routed.reason(), Optional.empty(), wait);
        log.deferred(deferral);
        ledger.defer(deferral);
    }

    /// Runs the batches, `remote_max_parallel` of them at once; a single one in this thread.
    private void deliver(List<Batch> batches) {
        if (batches.size() == 1) {
            run(batches.getFirst(), context);
            return;
        }
        AtomicInteger next = new AtomicInteger();
        AtomicInteger open = new AtomicInteger(batches.size());
        List<Thread> others = new ArrayList<>();
        for (int i = 1; i < Math.min(batches.size(), plan.batchesAtOnce()); i++) {
            MailContext own = context.with(state(slots.copy()));
            others.add(Thread.ofVirtual()
                    .name("delivery " + message.id() + " " + i)
                    .start(() -> work(batches, next, open, own)));
        }
        work(batches, next, open, context);
        others.forEach(Attempt::join);
    }

    private void work(List<Batch> batches, AtomicInteger next, AtomicInteger open, MailContext own) {
        for (int i = next.getAndIncrement(); i < batches.size(); i = next.getAndIncrement()) {
            run(batches.get(i), own);
            if (open.decrementAndGet() > 0) {
                noteDone();
            }
        }
    }

    private void run(Batch batch, MailContext own) {
        new BatchRun(services, plan, message, own, retryTimes, ledger, place, batch, bounces::add).run();
    }

    private static void join(Thread thread) {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException _) {
                interrupted = true; // what a batch has done must be noted all the same
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void noteDone() {
        List<String> keys = ledger.takeUnnoted();
        try {
            note(keys);
        } catch (IOException e) {
            ledger.giveBack(keys); // noted again at the end
        }
    }

    private void note(List<String> keys) throws IOException {
        if (!keys.isEmpty()) {
            services.spool().note(message.id(), new Progress.Done(keys));
        }
    }

    private Ending conclude(RoutingResult routed) throws IOException {
        Optional<Instant> retry = nextAttempt();
        Optional<Instant> thaw = settle(ledger.failures());
        SuccessNotice notice = new SuccessNotice(services, context, message, ledger.successes());
        if (notice.isWanted()) {
            bounces.add(notice.spool());
        }
        if (!routed.frozen().isEmpty()) {
            log.frozen();
            thaw = Optional.of(thaw.orElse(now));
            new FreezeNotice(services, context, message, reasons(routed.frozen()))
                    .spool()
                    .ifPresent(bounces::add);
        }
        if (retry.isEmpty() && thaw.isEmpty()) {
            services.spool().note(message.id(), new Progress.Completed());
            log.completed();
            new DeliveryEvents(context).completed();
            return new Ending(Optional.empty(), bounces);
        }
        int warnings = thaw.isPresent() ? before.warnings() : warn();
        Instant next = thaw.isPresent() ? frozen().next(now, now) : retry.orElseThrow();
        return new Ending(Optional.of(noteLeft(next, thaw.isPresent(), warnings)), bounces);
    }

    private static List<String> reasons(List<RoutingResult.Failed> frozen) {
        return frozen.stream()
                .map(failed -> failed.addressee().given() + ": " + failed.reason())
                .toList();
    }

    /// Tells the sender if the message has waited for long; how many times that was done in all. A warning
    /// that cannot be made is made by a later attempt.
    private int warn() {
        Duration age = Duration.between(message.received(), now);
        int due = DelayWarning.due(context.setting(DeliveryOptions.DELAY_WARNING), age);
        if (due <= before.warnings()) {
            return before.warnings();
        }
        List<Deferral> waiting =
                ledger.deferrals().stream().filter(DelayWarning::isWantedFor).toList();
        DelayWarning warning = new DelayWarning(services, context, message, waiting);
        try {
            if (warning.isWanted()) {
                bounces.add(warning.spool());
            }
            return due;
        } catch (IOException | ExpansionException e) {
            services.log().write(Stream.PANIC, message.id(), "delay_warning: " + e.getMessage());
            return before.warnings();
        }
    }

    /// When the first of the deferred recipients is to be tried again. Those whose time is over fail.
    private Optional<Instant> nextAttempt() {
        Optional<Instant> first = Optional.empty();
        for (Deferral deferral : ledger.deferrals()) {
            Optional<Instant> next = retryTimes.next(deferral, context);
            if (next.isEmpty()) {
                giveUp(deferral);
            } else if (first.isEmpty() || next.get().isBefore(first.get())) {
                first = next;
            }
        }
        return first;
    }

    private void giveUp(Deferral deferral) {
        String reason = deferral.reason() + ": retry timeout exceeded";
        Failure failure = new Failure(deferral.addressee(), reason, deferral.problem());
        log.failed(failure);
        ledger.fail(failure);
        new DeliveryEvents(context).failed(failure);
    }

    /// Returns the message to those who are to know of the failures. A bounce that cannot be delivered
    /// waits for an administrator, or until it is too old: the result says until when.
    private Optional<Instant> settle(List<Failure> failures) throws IOException {
        if (failures.isEmpty()) {
            return Optional.empty();
        }
        FailureSorter sorted = FailureSorter.sort(failures, message.sender());
        for (var entry : sorted.returned().entrySet()) {
            bounces.add(new Bounce(services, context, message, entry.getKey(), entry.getValue()).spool());
            entry.getValue().forEach(failure -> ledger.finish(failure.addressee()));
        }
        sorted.silent().forEach(failure -> ledger.finish(failure.addressee()));
        if (sorted.stuck().isEmpty()) {
            return Optional.empty();
        }
        Instant tooOld = message.received().plus(context.setting(DeliveryOptions.IGNORE_BOUNCE_ERRORS_AFTER));
        if (now.isBefore(tooOld)) {
            log.frozenBounce();
            return Optional.of(tooOld);
        }
        log.discarded();
        sorted.stuck().forEach(failure -> ledger.finish(failure.addressee()));
        return Optional.empty();
    }

    private QueuedMessage noteLeft(Instant next, boolean frozen, int warnings) throws IOException {
        List<String> keys = ledger.takeUnnoted();
        note(keys);
        Instant since = before.failingSince(now);
        QueuedMessage left = new QueuedMessage(
                message.id(), ledger.done(), before.attempts() + 1, since, next, Optional.empty(), warnings);
        if (warnings > before.warnings()) {
            services.spool().note(message.id(), new Progress.Warned(warnings));
        }
        services.spool().note(message.id(), new Progress.Retry(left.attempts(), since, next));
        if (frozen) {
            services.spool().note(message.id(), new Progress.Frozen(now));
            return left.frozen(now);
        }
        if (before.frozenSince().isPresent()) {
            services.spool().note(message.id(), new Progress.Thawed());
        }
        return left;
    }
}
