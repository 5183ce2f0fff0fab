package org.postern.delivery;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Expression;
import org.postern.api.config.OptionTypes;
import org.postern.api.mail.Host;
import org.postern.api.mail.Recipient;
import org.postern.core.MailContext;
import org.postern.core.Spool.Spooled;
import org.postern.delivery.Deferral.Wait;
import org.postern.spi.Transport.Problem;
import org.postern.spi.Transport.Status;

/// Takes one batch through its transport and enters what became of it into the ledger. Used by one thread,
/// once.
final class BatchRun {
    private static final Duration BUSY = Duration.ofSeconds(10);

    private final Services services;
    private final Plan plan;
    private final SpooledMessage message;
    private final MailContext context;
    private final RetryTimes retryTimes;
    private final Ledger ledger;
    private final Watch.Place place;
    private final DeliveryLog log;
    private final Batch batch;
    private final Consumer<Spooled> submitted;
    private final Instant begun;

    BatchRun(
            Services services,
            Plan plan,
            SpooledMessage message,
            MailContext context,
            RetryTimes retryTimes,
            Ledger ledger,
            Watch.Place place,
            Batch batch,
            Consumer<Spooled> submitted) {
        this.services = services;
        this.plan = plan;
        this.message = message;
        this.context = context;
        this.retryTimes = retryTimes;
        this.ledger = ledger;
        this.place = place;
        this.log = new DeliveryLog(services.log(), message, context);
        this.batch = batch;
        this.submitted = submitted;
        this.begun = services.clock().instant();
    }

    /// Delivers. Whatever happens, each recipient is in the ledger afterwards.
    void run() {
        Instant now = services.clock().instant();
        List<Host> due = services.hostRetries().due(batch.hosts(), now);
        if (due.isEmpty() && !batch.hosts().isEmpty()) {
            if (!retryTimes.isLastAttempt(batch, context)) {
                Instant earliest = services.hostRetries().earliest(batch.hosts(), now);
                deferAll("retry time not reached for any host", new Wait.Until(earliest));
                return;
            }
            due = batch.hosts();
        }
        try {
            withPlace(due);
        } catch (IOException | ExpansionException e) {
            deferAll(String.valueOf(e.getMessage()), new Wait.ByRules());
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            faults().log("transport " + batch.transport().name(), e);
            deferAll(batch.transport().name() + " transport failed: " + e, new Wait.Ours());
        }
    }

    private Faults faults() {
        return new Faults(services.log(), message.id(), services.snapshots()::plugins);
    }

    private void withPlace(List<Host> due) throws IOException, ExpansionException {
        String transport = batch.transport().name();
        long limit = maxParallel();
        if (!services.transportPlaces().take(transport, limit)) {
            Instant later = services.clock().instant().plus(BUSY);
            deferAll("max_parallel of transport " + transport + " is reached", new Wait.Until(later));
            return;
        }
        try (Watch.Work _ = services.watch().transport(message.id(), transport, plan.stepTimeout(), place)) {
            deliver(due);
        } finally {
            services.transportPlaces().release(transport, limit);
        }
    }

    private long maxParallel() throws ExpansionException {
        Optional<Expression> option = batch.transport().maxParallel();
        return option.isEmpty() ? 0 : number(option.get(), "max_parallel", context);
    }

    private static long number(Expression option, String name, Context context) throws ExpansionException {
        try {
            return OptionTypes.number(option.expand(context).value());
        } catch (ConfigException e) {
            throw ExpansionException.error(name + ": " + e.getMessage());
        }
    }

    private void deliver(List<Host> due) throws IOException, ExpansionException {
        BatchDelivery delivery = new BatchDelivery(batch, message, context, due, services, this::hostDeferred);
        delivery.begin();
        Map<Recipient, Status> statuses = statuses(delivery);
        for (Submission submission : delivery.submissions()) {
            submitted.accept(submission.spool(services, context, message.id()));
        }
        boolean first = true;
        for (Addressee addressee : batch.addressees()) {
            Status status = statuses.get(addressee);
            if (status == null) {
                status = new Status.Deferred(Problem.local("the transport did not say what became of it"));
            }
            record(addressee, shadowed(addressee, status), first);
            first = first && !(status instanceof Status.Delivered);
        }
    }

    private Map<Recipient, Status> statuses(BatchDelivery delivery) throws IOException, ExpansionException {
        long limit = number(batch.transport().messageSizeLimit(), "message_size_limit", delivery.context());
        if (limit <= 0 || message.size() <= limit) {
            return batch.transport().instance().deliver(delivery);
        }
        Status tooBig = new Status.Failed(Problem.local("message is too big (transport limit = " + limit + ")"));
        Map<Recipient, Status> statuses = new HashMap<>();
        batch.addressees().forEach(addressee -> statuses.put(addressee, tooBig));
        return statuses;
    }

    /// What was delivered goes to the shadow transport too, if there is one; the log says what became of
    /// that.
    private Status shadowed(Addressee addressee, Status status) throws ExpansionException {
        if (batch.transport().shadowTransport().isEmpty()
                || !(status instanceof Status.Delivered delivered)
                || !new Shadow(services, plan, message, context, batch).isWanted(addressee)) {
            return status;
        }
        String shadow = new Shadow(services, plan, message, context, batch).deliver(addressee);
        String fields = delivered.logFields();
        return delivered.logging((fields.isEmpty() ? "" : fields + " ") + shadow);
    }

    private void record(Addressee addressee, Status status, boolean first) {
        switch (status) {
            case Status.Delivered delivered -> {
                delivered.host().ifPresent(services.hostRetries()::worked);
                log.delivered(
                        addressee,
                        first,
                        delivered,
                        Duration.between(begun, services.clock().instant()));
                boolean remote = batch.transport().instance().isRemote();
                ledger.succeed(new Success(addressee, remote, delivered));
                ledger.finish(addressee);
                new DeliveryEvents(context).delivered(addressee, delivered);
            }
            case Status.Deferred(var problem) -> {
                if (problem.hostWide()) {
                    problem.host().ifPresent(this::skip);
                    batch.hosts().stream()
                            .filter(host -> host.address().isEmpty())
                            .forEach(this::skip);
                }
                defer(new Deferral(addressee, reason(problem), Optional.of(problem), new Wait.ByRules()));
            }
            case Status.Failed(var problem) -> {
                Failure failure = new Failure(addressee, reason(problem), Optional.of(problem));
                log.failed(failure);
                ledger.fail(failure);
                new DeliveryEvents(context).failed(failure);
            }
        }
    }

    private static String reason(Problem problem) {
        return problem.message();
    }

    private void hostDeferred(Host host, String reason) {
        log.hostDeferred(host, reason);
        skip(host);
    }

    private void skip(Host host) {
        Instant now = services.clock().instant();
        services.hostRetries()
                .failed(
                        host,
                        now,
                        since -> retryTimes.hostRetry(host, batch.addressees().getFirst(), since, context));
    }

    private void deferAll(String reason, Wait wait) {
        for (Addressee addressee : batch.addressees()) {
            defer(new Deferral(addressee, reason, Optional.empty(), wait));
        }
    }

    private void defer(Deferral deferral) {
        log.deferred(deferral);
        ledger.defer(deferral);
    }
}
