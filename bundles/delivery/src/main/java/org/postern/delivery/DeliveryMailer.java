package org.postern.delivery;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.postern.api.Context;
import org.postern.api.MailLog;
import org.postern.api.MailLog.Stream;
import org.postern.api.Text;
import org.postern.api.dns.Dns;
import org.postern.api.mail.Address;
import org.postern.api.mail.Arrival;
import org.postern.api.mail.Outgoing;
import org.postern.api.system.Accounts;
import org.postern.api.system.Identities;
import org.postern.api.system.LocalHost;
import org.postern.core.Envelope;
import org.postern.core.MailContext;
import org.postern.core.Mailer;
import org.postern.core.Policy;
import org.postern.core.Snapshot;
import org.postern.core.Snapshots;
import org.postern.core.Spool;
import org.postern.core.Spool.Recovered;
import org.postern.core.Spool.Spooled;
import org.postern.delivery.Places.Kind;
import org.postern.delivery.WaitingLine.Waiting;
import org.postern.spi.Router.Child;

/// Delivers messages: each attempt in a virtual thread of its own, new ones at once, deferred ones when they
/// are due.
@Component(service = Mailer.class)
public final class DeliveryMailer implements Mailer {
    private static final Duration TROUBLE = Duration.ofMinutes(15);
    private static final Duration UNTIL_CONFIGURED = Duration.ofSeconds(1);
    private static final Duration DRAIN = Duration.ofSeconds(20);
    private static final Duration DRAIN_STEP = Duration.ofMillis(20);

    private final Services services;
    private final Plans plans = new Plans();
    private final Places places = new Places();
    private final DeferredQueue queue = new DeferredQueue();
    private final AtomicInteger running = new AtomicInteger();
    private final QueueRunner runner;
    private final Flushes flushes;
    private volatile boolean recovered;

    /// A mailer that works from now on. What the spool still holds is taken up in the background.
    @Activate
    public DeliveryMailer(
            @Reference Spool spool,
            @Reference Snapshots snapshots,
            @Reference MailLog log,
            @Reference InstantSource clock,
            @Reference LocalHost host,
            @Reference Accounts accounts,
            @Reference Identities identities,
            @Reference Dns dns) {
        this(new Services(
                spool,
                snapshots,
                log,
                clock,
                RandomGenerator.getDefault(),
                new Surroundings(host, accounts, identities, dns)));
        Thread.ofVirtual().name("delivery queue").start(runner);
    }

    /// A mailer whose queue is run by whoever calls [#startDue].
    DeliveryMailer(Services services) {
        this.services = services;
        this.runner = new QueueRunner(this::recover, this::startDue, queue::nextDue, services.clock());
        this.flushes = new Flushes(services, queue, runner::wake);
    }

    /// Takes what the spool held when the server started.
    void recover() {
        Instant now = services.clock().instant();
        try {
            for (Recovered found : services.spool().recovered()) {
                if (Takeover.isUnfinished(found.message().envelope())) {
                    new Takeover(services).drop(found.message().envelope().id());
                } else {
                    QueuedMessage.recovered(found, now).ifPresent(queue::put);
                }
            }
            recovered = true;
        } catch (IOException e) {
            services.log().panic("spool: what it holds cannot be read: " + e);
        }
    }

    @Override
    public void deliver(Spooled message) {
        places.add(message);
        startFresh();
    }

    private void startFresh() {
        Instant now = services.clock().instant();
        for (Optional<Waiting> next = places.takeFresh(); next.isPresent(); next = places.takeFresh()) {
            Waiting waiting = next.get();
            start(QueuedMessage.fresh(waiting.id(), now), waiting.message(), Kind.FRESH);
        }
    }

    /// Starts the attempts that are due by the clock, as far as there are places, and looks for those that
    /// hang.
    void startDue() {
        services.watch().sweep();
        if (!isConfigured()) {
            return;
        }
        while (places.takeDeferred()) {
            Optional<QueuedMessage> due = queue.takeDue(services.clock().instant());
            if (due.isEmpty()) {
                places.release(Kind.DEFERRED);
                return;
            }
            start(due.get(), Optional.empty(), Kind.DEFERRED);
        }
    }

    private boolean isConfigured() {
        Optional<Snapshot> lease = services.snapshots().take();
        lease.ifPresent(Snapshot::close);
        return lease.isPresent();
    }

    private void start(QueuedMessage queued, Optional<Spooled> message, Kind kind) {
        running.incrementAndGet();
        Thread.ofVirtual().name("delivery " + queued.id()).start(() -> run(queued, message, kind));
    }

    /// Whatever goes wrong, the message is in the queue afterwards or nothing is left to do for it.
    private void run(QueuedMessage queued, Optional<Spooled> message, Kind kind) {
        Watch.Place place = new Watch.Place(() -> release(kind));
        Optional<QueuedMessage> left =
                Optional.of(queued.at(services.clock().instant().plus(TROUBLE)));
        try {
            left = attempt(queued, message, place, kind);
        } catch (IOException e) {
            services.log().write(Stream.PANIC, queued.id(), "spool: the message cannot be read: " + e);
        } catch (RuntimeException | Error e) {
            services.log().write(Stream.PANIC, queued.id(), "delivery failed: " + e + Faults.place(e));
        } finally {
            flushes.tried(queued.id());
            left.ifPresent(queue::put);
            place.release();
            running.decrementAndGet();
            runner.wake();
        }
    }

    private void release(Kind kind) {
        places.release(kind);
        startFresh();
    }

    private Optional<QueuedMessage> attempt(
            QueuedMessage queued, Optional<Spooled> message, Watch.Place place, Kind kind) throws IOException {
        Optional<Snapshot> lease = services.snapshots().take();
        if (lease.isEmpty()) {
            return Optional.of(queued.at(services.clock().instant().plus(UNTIL_CONFIGURED)));
        }
        try (Snapshot snapshot = lease.get()) {
            Plan plan = plans.of(snapshot.policy());
            limit(plan.attemptsAtOnce());
            Spooled spooled =
                    message.isPresent() ? message.get() : services.spool().read(queued.id());
            boolean fresh = kind == Kind.FRESH;
            Optional<QueuedMessage> held = fresh
                    ? HeldByAcl.waiting(
                            queued, spooled.envelope(), services.clock().instant(), snapshot.policy())
                    : frozen(snapshot.policy(), spooled.envelope())
                            .kept(queued, services.clock().instant());
            if (held.isPresent()) {
                if (fresh && HeldByAcl.isToBeTold(spooled.envelope())) {
                    tellOfFreezing(spooled, snapshot.policy());
                }
                return held;
            }
            Attempt.Ending ending = new Attempt(services, plan, spooled, queued, place, fresh).run();
            ending.bounces().forEach(this::deliver);
            return ending.left();
        }
    }

    private void tellOfFreezing(Spooled spooled, Policy policy) {
        SpooledMessage message = new SpooledMessage(spooled);
        MailContext context =
                MailContext.of(policy, services.clock(), services.log()).with(message);
        try {
            new FreezeNotice(services, context, message, List.of("frozen by ACL"))
                    .spool()
                    .ifPresent(this::deliver);
        } catch (IOException e) {
            services.log().write(Stream.PANIC, message.id(), "freeze_tell: " + e.getMessage());
        }
    }

    private static FrozenRule frozen(Policy policy, Envelope envelope) {
        return FrozenRule.of(policy, envelope.sender(), envelope.received());
    }

    @Override
    public String submit(Outgoing message, List<Address> recipients) throws IOException {
        Optional<Snapshot> lease = services.snapshots().take();
        if (lease.isEmpty()) {
            throw new IOException("there is no configuration yet");
        }
        int uid = services.surroundings().identities().own().uid();
        try (Snapshot snapshot = lease.get()) {
            Context context = MailContext.of(snapshot.policy(), services.clock(), services.log());
            Spooled spooled = new Submission(message, recipients, uid).spool(services, context, "");
            deliver(spooled);
            return spooled.envelope().id();
        }
    }

    /// Not before it is known what the server held when it stopped: part of that may be there twice.
    @Override
    public String take(Arrival arrival) throws IOException {
        if (!recovered) {
            throw new IOException("the queue has not been read yet");
        }
        Recovered taken = new Takeover(services).take(arrival);
        if (taken.progress().isEmpty()) {
            deliver(taken.message());
        } else {
            QueuedMessage.recovered(taken, services.clock().instant()).ifPresent(queue::put);
            runner.wake();
        }
        return taken.message().envelope().id();
    }

    @Override
    public Verification verify(Address address, Policy policy, Context context) {
        return verifier(policy)
                .verify(Addressee.ofEnvelope(address, Map.of()), Purpose.VERIFY_RECIPIENT, known(policy, context));
    }

    @Override
    public Expansion expand(Address address, Policy policy, Context context) {
        Verifier.Route route = verifier(policy)
                .route(Addressee.ofEnvelope(address, Map.of()), Purpose.EXPN, known(policy, context), true);
        return switch (route.step()) {
            case Step.Accept _ -> new Expansion.Members(List.of(address.toString()));
            case Step.Redirect(var _, var children, var _) -> new Expansion.Members(names(children, policy, context));
            case Step.Fail _ -> new Expansion.Undeliverable();
            case Step.Defer _, Step.Freeze _ -> new Expansion.Unknown();
        };
    }

    private List<String> names(List<Child> children, Policy policy, Context context) {
        String domain = Names.qualifyDomain(known(policy, context));
        return children.stream().map(child -> name(child, domain)).toList();
    }

    private static String name(Child child, String domain) {
        return switch (child) {
            case Child.ToAddress(Address to, var _, var _, var _) ->
                (to.domain().isEmpty() ? new Address(to.localPart(), domain) : to).toString();
            case Child.ToTransport(var _, Text target) -> target.value();
            case Child.ToReply(var _, var reply) ->
                ">" + reply.part("to").map(Text::value).orElse("");
            case Child.Broken(Text target, var _, var _) -> target.value();
            case Child.Silent(Child other) -> name(other, domain);
            case Child.Forwarded(Child other, var _, var _) -> name(other, domain);
        };
    }

    @Override
    public boolean flush(String part, boolean alone) {
        return flushes.begin(part, alone);
    }

    private Verifier verifier(Policy policy) {
        Faults faults = new Faults(services.log(), "", services.snapshots()::plugins);
        return new Verifier(plans.of(policy), services.surroundings(), faults);
    }

    private MailContext known(Policy policy, Context context) {
        return context instanceof MailContext mail && mail.policy().equals(policy)
                ? mail
                : MailContext.of(policy, services.clock(), context.log());
    }

    /// Sets how many attempts there may be; each attempt sets it as its configuration says.
    void limit(int attempts) {
        places.limit(attempts);
    }

    /// How many messages wait for another attempt.
    int deferred() {
        return queue.size();
    }

    /// Whether a search for what a client asked for goes on.
    boolean isFlushing() {
        return flushes.isSearching();
    }

    /// How many attempts there are.
    int running() {
        return running.get();
    }

    /// Begins no attempt any more, and waits a while for those that there are. What they do not finish is
    /// in the spool.
    @Deactivate
    public void close() throws InterruptedException {
        places.close();
        runner.stop();
        long end = System.nanoTime() + DRAIN.toNanos();
        while (running.get() > 0 && System.nanoTime() < end) {
            Thread.sleep(DRAIN_STEP);
        }
    }
}
