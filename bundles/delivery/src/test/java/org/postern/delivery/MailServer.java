package org.postern.delivery;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.postern.api.MailLog;
import org.postern.api.mail.Address;
import org.postern.api.mail.Origin;
import org.postern.core.BadConfiguration;
import org.postern.core.ConfigSource;
import org.postern.core.Envelope;
import org.postern.core.Installed;
import org.postern.core.MailContext;
import org.postern.core.Policy;
import org.postern.core.Problem;
import org.postern.core.RetryError;
import org.postern.core.RetryRule;
import org.postern.core.Snapshot;
import org.postern.core.Snapshots;
import org.postern.testkit.FakeDns;
import org.postern.testkit.TestMachine;

/// A mailer with fakes around it and a clock that only the test moves.
final class MailServer {
    static final TestMachine MACHINE = TestMachine.of("192.0.2.1");
    static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private final List<String> lines = new ArrayList<>();
    private final FakeSpool spool;
    private final FakePolicy policy;
    private final DeliveryMailer mailer;
    private volatile Instant now;
    private int leases;
    private boolean configured = true;

    MailServer(FakePolicy policy) {
        this(policy, new FakeSpool(), START);
    }

    MailServer(FakePolicy policy, FakeSpool spool, Instant now) {
        this.policy = policy;
        this.spool = spool;
        this.now = now;
        InstantSource clock = () -> this.now;
        this.mailer = new DeliveryMailer(new Services(
                spool,
                new Newest(),
                this::write,
                clock,
                RandomGenerator.of("L64X128MixRandom"),
                new Surroundings(MACHINE, MACHINE, MACHINE, FakeDns.of(""))));
    }

    /// The rule of the default configuration.
    static RetryRule defaultRule() {
        return new RetryRule(
                "*",
                FakePolicy.everybody(),
                RetryError.ANY,
                Optional.empty(),
                List.of(
                        new RetryRule.Step('F', Duration.ofHours(2), Duration.ofMinutes(15), 1),
                        new RetryRule.Step('G', Duration.ofHours(16), Duration.ofHours(1), 1.5),
                        new RetryRule.Step('F', Duration.ofDays(4), Duration.ofHours(6), 1)));
    }

    static Address address(String text) {
        return Addresses.parse(text).orElseThrow();
    }

    FakeSpool spool() {
        return spool;
    }

    DeliveryMailer mailer() {
        return mailer;
    }

    /// Whether there is a configuration.
    MailServer configured(boolean is) {
        configured = is;
        return this;
    }

    /// Takes a message in and waits until its first attempt is over.
    MailServer receive(String id, String sender, String... recipients) {
        return receive(envelope(id, sender, recipients), "Subject: test\nMessage-ID: <1@there.example>", "Hello\r\n");
    }

    MailServer receive(Envelope envelope, String header, String body) {
        mailer.deliver(spool.put(envelope, header, body));
        return settle();
    }

    Envelope envelope(String id, String sender, String... recipients) {
        return new Envelope(
                id,
                address(sender),
                Map.of(),
                Arrays.stream(recipients)
                        .map(recipient -> new Envelope.To(address(recipient), Map.of()))
                        .toList(),
                now,
                Origin.LOCAL,
                Map.of());
    }

    /// Lets time pass, and the attempts that are due happen.
    MailServer pass(Duration time) {
        advance(time);
        mailer.startDue();
        return settle();
    }

    /// What a new process does with this spool.
    MailServer restart() {
        MailServer next = new MailServer(policy, spool.afterCrash(), now);
        next.mailer.recover();
        next.mailer.startDue();
        return next.settle();
    }

    /// Lets time pass, and nothing else.
    void advance(Duration time) {
        now = now.plus(time);
    }

    Instant now() {
        return now;
    }

    /// Waits until no attempt runs.
    MailServer settle() {
        await(() -> mailer.running() == 0);
        return this;
    }

    /// Waits until something is so; half a minute is for ever.
    static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("what was waited for does not happen");
            }
            Thread.onSpinWait();
        }
    }

    synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    synchronized List<String> lines(String id) {
        return lines.stream()
                .filter(line -> line.startsWith(id + " "))
                .map(line -> line.substring(id.length() + 1))
                .toList();
    }

    synchronized int leases() {
        return leases;
    }

    private synchronized void write(MailLog.Stream stream, String id, String line) {
        String prefix = stream == MailLog.Stream.MAIN ? "" : stream + " ";
        lines.add((id.isEmpty() ? "" : id + " ") + prefix + line);
    }

    private synchronized void lease(int change) {
        leases += change;
    }

    private final class Newest implements Snapshots {
        @Override
        public Optional<Snapshot> take() {
            if (!configured) {
                return Optional.empty();
            }
            lease(1);
            return Optional.of(new Snapshot() {
                @Override
                public long number() {
                    return 1;
                }

                @Override
                public Policy policy() {
                    return policy;
                }

                @Override
                public void close() {
                    lease(-1);
                }
            });
        }

        @Override
        public List<Problem> reload() throws BadConfiguration {
            return List.of();
        }

        @Override
        public Policy check(ConfigSource source) throws BadConfiguration {
            return policy;
        }

        @Override
        public void configure(MailContext context) {}

        @Override
        public List<Installed> plugins() {
            return List.of();
        }
    }
}
