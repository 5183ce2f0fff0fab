package org.postern.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.postern.api.dns.Dns;
import org.postern.api.dns.DnsAnswer;
import org.postern.api.dns.DnsAnswer.Status;
import org.postern.api.dns.DnsException;
import org.postern.api.dns.DnsRecord;
import org.postern.api.dns.DnsType;
import org.postern.api.dns.Patience;
import org.postern.testkit.FakeDns;

class CachingDnsTest {
    private static final long ROOMY = 1 << 20;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final FakeDns fake = new FakeDns().txt("a.example", "x").ttl(Duration.ofSeconds(60));
    private final CachingDns dns = new CachingDns(fake, now::get, ROOMY);

    private void pass(Duration time) {
        now.updateAndGet(before -> before.plus(time));
    }

    @Test
    void asks_once_until_the_time_to_live_is_over() throws Exception {
        dns.query("a.example", DnsType.TXT);
        pass(Duration.ofSeconds(59));
        assertThat(dns.query("A.Example.", DnsType.TXT).ttl()).isEqualTo(Duration.ofSeconds(1));
        assertThat(fake.questions()).hasSize(1);
        pass(Duration.ofSeconds(1));
        dns.query("a.example", DnsType.TXT);
        assertThat(fake.questions()).hasSize(2);
    }

    @Test
    void keeps_what_does_not_exist_too() throws Exception {
        dns.query("nobody.example", DnsType.A);
        assertThat(dns.query("nobody.example", DnsType.A).status()).isEqualTo(Status.NO_NAME);
        assertThat(fake.questions()).hasSize(1);
    }

    @Test
    void keeps_nothing_without_a_time_to_live() throws Exception {
        fake.ttl(Duration.ZERO);
        dns.query("a.example", DnsType.TXT);
        dns.query("a.example", DnsType.TXT);
        assertThat(fake.questions()).hasSize(2);
        assertThat(dns.bytes()).isZero();
    }

    @Test
    void keeps_a_failure_for_five_seconds() throws Exception {
        fake.servfail("a.example");
        assertThatThrownBy(() -> dns.query("a.example", DnsType.TXT)).isInstanceOf(DnsException.class);
        fake.recover();
        pass(Duration.ofMillis(4999));
        assertThatThrownBy(() -> dns.query("a.example", DnsType.TXT)).hasMessageContaining("SERVFAIL");
        pass(Duration.ofMillis(1));
        assertThat(dns.query("a.example", DnsType.TXT).found()).isTrue();
    }

    @Test
    void a_question_with_a_patience_of_its_own_shares_answers_but_no_failures() throws Exception {
        Patience patience = new Patience(Duration.ofSeconds(1), 1);
        dns.query("a.example", DnsType.TXT, patience);
        dns.query("a.example", DnsType.TXT, patience);
        dns.query("a.example", DnsType.TXT);
        assertThat(fake.questions()).hasSize(1);
        fake.servfail("b.example");
        assertThatThrownBy(() -> dns.query("b.example", DnsType.TXT, patience)).hasMessageContaining("SERVFAIL");
        fake.recover();
        assertThat(dns.query("b.example", DnsType.TXT).found()).isFalse();
    }

    @Test
    void stays_within_its_size_and_drops_what_was_not_used_for_longest() throws Exception {
        CachingDns small = new CachingDns(fake, now::get, 20_000);
        fake.txt("big.example", "x".repeat(5000));
        small.query("big.example", DnsType.TXT);
        for (int i = 0; i < 1000; i++) {
            small.query("a.example", DnsType.TXT);
            small.query("n" + i + ".example", DnsType.A);
            assertThat(small.bytes()).isLessThanOrEqualTo(20_000);
        }
        assertThat(fake.questions().stream().filter(asked -> asked.name().equals("a.example")))
                .hasSize(1);
        small.query("big.example", DnsType.TXT);
        assertThat(fake.questions().stream().filter(asked -> asked.name().equals("big.example")))
                .hasSize(2);
    }

    @Test
    void keeps_nothing_that_is_bigger_than_the_cache() throws Exception {
        CachingDns small = new CachingDns(fake.txt("big.example", "x".repeat(50_000)), now::get, 20_000);
        assertThat(small.query("big.example", DnsType.TXT).found()).isTrue();
        assertThat(small.bytes()).isZero();
    }

    @Test
    void asks_once_for_many_who_ask_at_once() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        AtomicInteger count = new AtomicInteger();
        Dns slow = (_, _) -> {
            count.incrementAndGet();
            asked.countDown();
            await(answer);
            return new DnsAnswer(Status.FOUND, List.of(new DnsRecord.Txt("x")), false, Duration.ZERO, "a.example");
        };
        CachingDns shared = new CachingDns(slow, now::get, ROOMY);
        List<Thread> threads = new ArrayList<>();
        List<DnsAnswer> answers = java.util.Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < 50; i++) {
            threads.add(new Thread(() -> {
                try {
                    answers.add(shared.query("a.example", DnsType.TXT));
                } catch (DnsException e) {
                    throw new IllegalStateException(e);
                }
            }));
        }
        threads.forEach(Thread::start);
        await(asked);
        while (threads.stream().anyMatch(thread -> thread.getState() != Thread.State.WAITING)) {
            Thread.onSpinWait();
        }
        answer.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(answers).hasSize(50);
        assertThat(count).hasValue(1);
    }

    @Test
    void does_not_let_one_thread_that_is_stopped_fail_the_others() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        AtomicInteger count = new AtomicInteger();
        Dns stoppable = (name, _) -> {
            if (count.incrementAndGet() == 1) {
                asked.countDown();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                    throw new DnsException("interrupted");
                }
            }
            return new DnsAnswer(Status.NO_NAME, List.of(), false, Duration.ZERO, name);
        };
        CachingDns shared = new CachingDns(stoppable, now::get, ROOMY);
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            AtomicReference<Thread> leader = new AtomicReference<>();
            Future<DnsAnswer> stopped = threads.submit(() -> {
                leader.set(Thread.currentThread());
                return shared.query("a.example", DnsType.A);
            });
            await(asked);
            Future<DnsAnswer> second = threads.submit(() -> shared.query("a.example", DnsType.A));
            leader.get().interrupt();
            assertThat(second.get().status()).isEqualTo(Status.NO_NAME);
            assertThatThrownBy(stopped::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasRootCauseInstanceOf(DnsException.class);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
