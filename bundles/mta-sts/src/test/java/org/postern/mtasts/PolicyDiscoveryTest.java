package org.postern.mtasts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postern.api.hints.HintsStore;
import org.postern.api.hints.MemoryHints;
import org.postern.api.net.TlsFault;
import org.postern.mtasts.PolicyDiscovery.Promise;
import org.postern.testkit.FakeDns;

@NullMarked
@Timeout(60)
class PolicyDiscoveryTest {
    private static final String TXT = "_mta-sts.example.org";
    private static final String ONE = "version: STSv1\nmode: enforce\nmx: one.example.org\nmax_age: 1000\n";
    private static final String TWO = "version: STSv1\nmode: enforce\nmx: two.example.org\nmax_age: 1000\n";
    private static final String NONE = "version: STSv1\nmode: none\nmax_age: 1000\n";

    private final FakeDns dns = FakeDns.of(TXT + " TXT v=STSv1; id=1;");
    private final FakeSource source = new FakeSource().serve("example.org", ONE);
    private final FakeClock clock = new FakeClock("2026-01-01T00:00:00Z");
    private final BlockingQueue<String> kept = new LinkedBlockingQueue<>();
    private final HintsStore hints = new Told(new MemoryHints(), kept);
    private final BlockingQueue<String> faults = new LinkedBlockingQueue<>();
    private final PolicyDiscovery discovery = discovery(Duration.ofSeconds(20));

    /// A store that tells what it keeps.
    private record Told(HintsStore store, BlockingQueue<String> kept) implements HintsStore {
        @Override
        public Optional<String> find(String database, String key, Instant now) throws IOException {
            return store.find(database, key, now);
        }

        @Override
        public void change(String database, String key, Instant now, Duration keep, Change change) throws IOException {
            store.change(database, key, now, keep, change);
            kept.add(key);
        }
    }

    private PolicyDiscovery discovery(Duration limit) {
        return discovery(hints, limit);
    }

    private PolicyDiscovery discovery(HintsStore store, Duration limit) {
        return new PolicyDiscovery(
                dns,
                new PolicyCache(store),
                source,
                () -> limit,
                (domain, cause) -> faults.add(domain + " " + cause.fault().word()),
                clock);
    }

    private Optional<String> mx() throws IOException {
        return mx(discovery);
    }

    private static Optional<String> mx(PolicyDiscovery discovery) throws IOException {
        return discovery
                .find("example.org")
                .map(found -> String.join(" ", found.policy().mx()));
    }

    private void newRecord(String text) {
        dns.remove(TXT).txt(TXT, text);
    }

    /// Waits until something has been kept `times` times.
    private void awaitKept(int times) throws InterruptedException {
        for (int i = 0; i < times; i++) {
            assertThat(kept.poll(20, TimeUnit.SECONDS)).isEqualTo("example.org");
        }
    }

    private String awaitFault() throws InterruptedException {
        return String.valueOf(faults.poll(20, TimeUnit.SECONDS));
    }

    @Test
    void fetches_a_policy_at_the_first_contact_and_keeps_it() throws Exception {
        assertThat(mx()).contains("one.example.org");
        assertThat(mx()).contains("one.example.org");
        assertThat(source.fetched()).containsExactly("example.org");
        CachedPolicy cached = discovery.cached("example.org").orElseThrow();
        assertThat(cached.id()).isEqualTo("1");
        assertThat(cached.end()).isEqualTo(Instant.parse("2026-01-01T00:16:40Z"));
    }

    @Test
    void another_server_with_the_same_store_has_it_too() throws Exception {
        mx();
        assertThat(mx(discovery(Duration.ofSeconds(20)))).contains("one.example.org");
        assertThat(source.fetched()).hasSize(1);
    }

    @Test
    void asks_no_web_server_without_a_record() throws Exception {
        dns.remove(TXT);
        assertThat(mx()).isEmpty();
        newRecord("v=STSv1; junk");
        assertThat(mx()).isEmpty();
        assertThat(source.fetched()).isEmpty();
        assertThat(discovery.promise("example.org")).isEqualTo(new Promise.None());
    }

    @Test
    void a_policy_stays_in_force_whatever_becomes_of_the_dns() throws Exception {
        mx();
        dns.servfail(TXT);
        assertThat(mx()).contains("one.example.org");
        assertThat(discovery.promise("example.org")).isInstanceOf(Promise.Unknown.class);
        dns.recover().remove(TXT);
        assertThat(mx()).contains("one.example.org");
        newRecord("v=STSv1; broken");
        assertThat(mx()).contains("one.example.org");
        clock.advance(Duration.ofSeconds(999));
        assertThat(mx()).contains("one.example.org");
        clock.advance(Duration.ofSeconds(1));
        assertThat(mx()).isEmpty();
    }

    @Test
    void without_a_policy_a_dns_without_answer_is_as_no_record() throws Exception {
        dns.servfail(TXT);
        assertThat(mx()).isEmpty();
        assertThat(faults).isEmpty();
    }

    @Test
    void another_id_has_it_fetched_while_the_old_one_is_in_force() throws Exception {
        mx();
        source.awaitFetch();
        CountDownLatch gate = new CountDownLatch(1);
        source.serve("example.org", TWO).waitFor(gate);
        newRecord("v=STSv1; id=2;");

        assertThat(mx()).contains("one.example.org");
        assertThat(source.awaitFetch()).isEqualTo("example.org");
        assertThat(mx()).contains("one.example.org");
        gate.countDown();
        awaitKept(2);
        assertThat(mx()).contains("two.example.org");
        assertThat(source.fetched()).hasSize(2);
    }

    @Test
    void half_of_its_time_over_it_is_fetched_again() throws Exception {
        mx();
        source.awaitFetch();
        source.serve("example.org", TWO);
        clock.advance(Duration.ofSeconds(499));
        mx();
        assertThat(source.fetched()).hasSize(1);
        clock.advance(Duration.ofSeconds(1));
        assertThat(mx()).contains("one.example.org");
        awaitKept(2);
        assertThat(mx()).contains("two.example.org");
        assertThat(discovery.cached("example.org").orElseThrow().end())
                .isEqualTo(Instant.parse("2026-01-01T00:25:00Z"));
    }

    @Test
    void policies_are_looked_after_while_no_mail_is_sent() throws Exception {
        mx();
        source.awaitFetch();
        discovery.refresh();
        clock.advance(Duration.ofSeconds(500));
        source.serve("example.org", TWO);
        discovery.refresh();
        awaitKept(2);
        assertThat(discovery.cached("example.org").orElseThrow().policy().mx()).containsExactly("two.example.org");
        assertThat(source.fetched()).hasSize(2);
        clock.advance(Duration.ofDays(31));
        discovery.refresh();
        assertThat(source.fetched()).hasSize(2);
    }

    @Test
    void the_domains_that_are_looked_after_are_bounded() {
        KnownDomains known = new KnownDomains();
        for (int i = 0; i < 20_000; i++) {
            known.used("d" + i + ".example", clock.instant());
        }
        assertThat(known.all(clock.instant())).hasSize(10_000).contains("d19999.example");
        clock.advance(Duration.ofDays(31));
        assertThat(known.all(clock.instant())).isEmpty();
    }

    @Test
    void a_failed_refresh_leaves_the_policy_and_is_not_tried_again_for_five_minutes() throws Exception {
        mx();
        source.awaitFetch();
        source.remove("example.org");
        newRecord("v=STSv1; id=2;");
        assertThat(mx()).contains("one.example.org");
        assertThat(source.awaitFetch()).isEqualTo("example.org");
        assertThat(awaitFault()).isEqualTo("example.org sts-policy-fetch-error");
        assertThat(mx()).contains("one.example.org");
        clock.advance(Duration.ofSeconds(299));
        assertThat(mx()).contains("one.example.org");
        assertThat(source.fetched()).hasSize(2);
        clock.advance(Duration.ofSeconds(1));
        while (source.fetched().size() < 3) { // the fetch that failed may not be over yet
            assertThat(mx()).contains("one.example.org");
        }
    }

    @Test
    void goes_on_without_a_policy_that_cannot_be_had_and_asks_again_after_five_minutes() throws Exception {
        source.remove("example.org");
        assertThat(mx()).isEmpty();
        assertThat(faults).containsExactly("example.org sts-policy-fetch-error");
        source.serve("example.org", ONE);
        clock.advance(Duration.ofSeconds(299));
        assertThat(mx()).isEmpty();
        assertThat(source.fetched()).hasSize(1);
        clock.advance(Duration.ofSeconds(1));
        assertThat(mx()).contains("one.example.org");
    }

    @Test
    void tells_of_a_policy_that_is_not_valid() throws Exception {
        source.serve("example.org", "<html>");
        assertThat(mx()).isEmpty();
        assertThat(faults).containsExactly("example.org sts-policy-invalid");
    }

    @Test
    void a_policy_that_says_there_is_none_takes_the_place_of_the_old_one() throws Exception {
        mx();
        source.awaitFetch();
        source.serve("example.org", NONE);
        newRecord("v=STSv1; id=2;");
        mx();
        awaitKept(2);
        assertThat(discovery.find("example.org").orElseThrow().policy().mode()).isEqualTo(StsPolicy.Mode.NONE);
    }

    @Test
    void a_policy_without_life_ends_the_old_one() throws Exception {
        mx();
        assertThat(new PolicyCache(hints)
                        .keep("example.org", "2", StsPolicyParser.parse(NONE.replace("1000", "0")), clock.instant())
                        .end())
                .isEqualTo(clock.instant());
        assertThat(discovery.cached("example.org")).isEmpty();
    }

    @Test
    void many_deliveries_at_once_make_one_fetch() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        source.waitFor(gate);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Optional<String>>> deliveries = new ArrayList<>();
            Callable<Optional<String>> delivery = this::mx;
            for (int i = 0; i < 200; i++) {
                deliveries.add(threads.submit(delivery));
            }
            source.awaitFetch();
            gate.countDown();
            for (Future<Optional<String>> each : deliveries) {
                assertThat(each.get()).contains("one.example.org");
            }
        }
        assertThat(source.fetched()).hasSize(1);
    }

    @Test
    void one_domain_does_not_wait_for_another() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        source.waitFor(gate);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Optional<String>> delivery = this::mx;
            Future<Optional<String>> slow = threads.submit(delivery);
            source.awaitFetch();
            source.waitFor(new CountDownLatch(0));
            dns.txt("_mta-sts.other.example", "v=STSv1; id=1");
            source.serve("other.example", TWO);
            assertThat(discovery.find("other.example")).isPresent();
            assertThat(slow.isDone()).isFalse();
            gate.countDown();
            assertThat(slow.get()).contains("one.example.org");
        }
    }

    @Test
    void a_stop_ends_who_waits() throws Exception {
        source.waitFor(new CountDownLatch(1));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Optional<String>> delivery = this::mx;
            Future<Optional<String>> slow = threads.submit(delivery);
            source.awaitFetch();
            discovery.close();
            assertThat(slow.get()).isEmpty();
        }
    }

    @Test
    void a_store_without_answer_is_no_store_without_a_policy() {
        PolicyDiscovery there = discovery(new BrokenHints(), Duration.ofSeconds(20));
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> there.find("example.org"));
    }

    @Test
    void what_is_no_policy_in_the_store_is_fetched_again() throws Exception {
        hints.change("mta-sts", "example.org", clock.instant(), Duration.ofDays(1), _ -> Optional.of("junk"));
        assertThat(mx()).contains("one.example.org");
    }

    @Test
    void recent_failures_are_bounded() {
        RecentFailures failures = new RecentFailures();
        StsException cause = new StsException(TlsFault.STS_POLICY_INVALID, "bad");
        for (int i = 0; i < 20_000; i++) {
            failures.add("d" + i + ".example", cause, clock.instant());
        }
        assertThat(failures.of("d0.example", clock.instant())).isEmpty();
        assertThat(failures.of("d19999.example", clock.instant())).contains(cause);
    }
}
