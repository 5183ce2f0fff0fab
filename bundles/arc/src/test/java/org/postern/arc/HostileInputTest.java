package org.postern.arc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.postern.api.dns.Dns;
import org.postern.api.mail.Header;
import org.postern.arc.ArcResult.State;
import org.postern.spi.IncomingObserver;
import org.postern.testkit.FakeDns;
import org.postern.testkit.TestContext;

/// Random and oversized chains, from fixed seeds: an answer for each, in bounded time and with bounded
/// queries, and a pass for none that has been changed.
@NullMarked
class HostileInputTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Town.NOW);

    private final Town town = new Town();

    private static ArcResult within(Duration limit, String message, Dns dns) {
        long begin = System.nanoTime();
        ArcResult result = Arrival.result(message, dns, CLOCK);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(limit);
        return result;
    }

    private static String set(int instance, String rest) {
        return "ARC-Seal: i=" + instance + "; a=rsa-sha256; cv=" + (instance == 1 ? "none" : "pass")
                + "; d=d" + instance + ".example; s=s; b=AAAA\r\n"
                + "ARC-Message-Signature: i=" + instance + "; a=rsa-sha256; d=d" + instance
                + ".example; s=s; h=from; bh=AAAA; b=AAAA" + rest + "\r\n"
                + "ARC-Authentication-Results: i=" + instance + "; x; none\r\n";
    }

    private static String sets(int count, String rest) {
        return IntStream.rangeClosed(1, count).mapToObj(i -> set(i, rest)).collect(Collectors.joining());
    }

    @Test
    void takes_more_sets_than_there_may_be() {
        FakeDns dns = town.dns();
        assertThat(within(Duration.ofSeconds(5), sets(51, "") + Town.MESSAGE, dns)
                        .state())
                .isEqualTo(State.FAIL);
        String many =
                IntStream.range(0, 5000).mapToObj(i -> set(1 + i % 50, "")).collect(Collectors.joining());
        assertThat(within(Duration.ofSeconds(5), many + Town.MESSAGE, dns).state())
                .isEqualTo(State.FAIL);
        assertThat(dns.questions()).isEmpty();
    }

    @Test
    void asks_once_for_a_set_that_does_not_hold() {
        FakeDns dns = town.dns();
        assertThat(within(Duration.ofSeconds(5), sets(50, "") + Town.MESSAGE, dns)
                        .reason())
                .isEqualTo("message signature 50: the body has changed");
        assertThat(dns.questions()).hasSizeLessThan(3);
    }

    @Test
    void takes_a_header_of_a_megabyte_and_fields_with_a_million_tags() {
        FakeDns dns = town.dns();
        for (String field : List.of(
                "ARC-Seal: " + "a=b;".repeat(250_000),
                "ARC-Seal: i=1; " + "x".repeat(1_000_000),
                "ARC-Message-Signature: i=1; h=" + "from:".repeat(10_000)
                        + "from; a=rsa-sha256; b=AA==; bh=AA==; d=x; s=x",
                "ARC-Message-Signature: " + ";".repeat(1_000_000),
                "ARC-Authentication-Results: " + " ".repeat(1_000_000),
                "ARC-Authentication-Results: i" + " ".repeat(1_000_000) + "=1;",
                "ARC-Authentication-Results: i=1; " + "(".repeat(1_000_000),
                "X: " + "y".repeat(1_000_000) + "\r\n" + set(1, ""))) {
            assertThat(within(Duration.ofSeconds(5), field + "\r\n" + Town.MESSAGE, dns)
                            .state())
                    .isEqualTo(State.FAIL);
        }
        String names = "from:".repeat(10_000) + "from";
        assertThat(within(Duration.ofSeconds(10), sets(50, "").replace("h=from", "h=" + names) + Town.MESSAGE, dns)
                        .state())
                .isEqualTo(State.FAIL);
    }

    @Test
    void says_fail_of_a_header_that_is_too_long_to_be_read() {
        String huge = "X: " + "y".repeat(5 << 20) + "\r\n" + town.sealed(Town.MESSAGE);
        byte[] bytes = huge.getBytes(StandardCharsets.ISO_8859_1);
        TestContext context = TestContext.create();
        IncomingObserver.Sink sink = new ArcIntake().begin(context).orElseThrow();
        sink.bytes(bytes, 0, bytes.length);
        sink.end();
        assertThat(context.get(ArcCheck.RECEIVED).orElseThrow().chain().problem())
                .isEqualTo("the header is too long");
    }

    @Test
    void makes_few_hashes_of_a_body() {
        String chain =
                IntStream.rangeClosed(1, 50).mapToObj(i -> set(i, "; l=" + i)).collect(Collectors.joining());
        String message = chain + Town.MESSAGE + "a line\r\n".repeat(500_000);
        assertThat(within(Duration.ofSeconds(10), message, town.dns()).state()).isEqualTo(State.FAIL);
    }

    @Test
    void stops_looking_up_when_it_takes_too_long() {
        AtomicLong seconds = new AtomicLong();
        Dns slow = (name, type) -> {
            seconds.addAndGet(15);
            return town.dns().query(Town.KEY_NAME, type);
        };
        String chain = Town.MESSAGE;
        for (int i = 0; i < 10; i++) {
            chain = town.sealed(chain, i == 0 ? "none" : "pass", "timestamps", "s" + i);
        }
        InstantSource clock = () -> Town.NOW.plusSeconds(seconds.get());
        assertThat(Arrival.result(chain, slow, clock).reason()).isEqualTo("the lookups took too long");
        assertThat(seconds.get()).isLessThan(60);
    }

    @Test
    void says_temperror_wherever_the_dns_fails() {
        String chain = town.sealed(Town.MESSAGE, "none", "timestamps", "a");
        chain = town.sealed(chain, "pass", "timestamps", "b");
        String record = town.record();
        for (String failing : List.of("a", "b")) {
            FakeDns dns = new FakeDns()
                    .txt("a._domainkey." + Town.DOMAIN, record)
                    .txt("b._domainkey." + Town.DOMAIN, record)
                    .timeout(failing + "._domainkey." + Town.DOMAIN);
            assertThat(Arrival.result(chain, dns, CLOCK).state()).isEqualTo(State.TEMPERROR);
            assertThat(Arrival.result(chain, dns.recover(), CLOCK).state()).isEqualTo(State.PASS);
        }
    }

    @Test
    void no_change_of_what_is_signed_passes() {
        String good = town.sealed(town.sealed(Town.MESSAGE));
        FakeDns dns = town.dns();
        assertThat(Arrival.result(good, dns, CLOCK).state()).isEqualTo(State.PASS);
        String fold = canonical(good);
        Random random = new Random(8617);
        Set<State> states = EnumSet.noneOf(State.class);
        for (int i = 0; i < 4_000; i++) {
            StringBuilder changed = new StringBuilder(good);
            for (int changes = random.nextInt(3); changes >= 0; changes--) {
                int at = random.nextInt(changed.length());
                switch (random.nextInt(3)) {
                    case 0 -> changed.setCharAt(at, (char) random.nextInt(256));
                    case 1 -> changed.deleteCharAt(at);
                    default -> changed.insert(at, (char) random.nextInt(256));
                }
            }
            ArcResult result = Arrival.result(changed.toString(), dns, CLOCK);
            states.add(result.state());
            if (result.state() == State.PASS) {
                assertThat(canonical(changed.toString())).isEqualTo(fold);
            }
        }
        assertThat(states).contains(State.FAIL, State.PASS);
    }

    /// What the newest signature and the seals cover, without what does not count.
    private static String canonical(String message) {
        String header = Arrival.message(message).headers().stream()
                .filter(field -> ArcChain.isPart(field)
                        || Sealer.NAMES.contains(field.name().toLowerCase(Locale.ROOT)))
                .map(Header::text)
                .map(text -> text.replaceAll("\\s*:\\s*", ":")
                        .replaceAll("\\s+", " ")
                        .toLowerCase(Locale.ROOT)
                        .strip())
                .map(HostileInputTest::withoutSpaceInSignature)
                .collect(Collectors.joining("\n"));
        return header
                + message.substring(message.indexOf("\r\n\r\n"))
                        .replaceAll("[ \t]+", " ")
                        .replaceAll(" \r\n", "\r\n")
                        .stripTrailing();
    }

    private static String withoutSpaceInSignature(String field) {
        int at = field.indexOf("b=");
        return at < 0 ? field : field.replace(" ", "");
    }

    @Test
    void reads_or_refuses_every_option() {
        Random random = new Random(1);
        List<String> pieces = List.of(
                "a", ":", " ", "/", "expire", "=", "+", "60", "timestamps", ",", "<", ";", "\n", "9999999999999");
        int read = 0;
        for (int i = 0; i < 50_000; i++) {
            String text = IntStream.range(0, random.nextInt(14))
                    .mapToObj(_ -> pieces.get(random.nextInt(pieces.size())))
                    .collect(Collectors.joining());
            try {
                SealRequest.parse(text, Instant.EPOCH);
                read++;
            } catch (SealException e) {
                assertThat(e.reason()).contains("arc_sign");
            }
        }
        assertThat(read).isGreaterThan(100);
    }
}
