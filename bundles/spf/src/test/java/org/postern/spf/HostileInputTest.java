package org.postern.spf;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.postern.spf.MacroString.Use;
import org.postern.spf.SpfResult.Code;
import org.postern.testkit.FakeDns;

/// Random and oversized policies, from fixed seeds: an answer for each, in bounded time and with bounded
/// queries.
@NullMarked
class HostileInputTest {
    private static final List<String> PIECES = List.of(
            "v=spf1",
            " ",
            "  ",
            "-",
            "~",
            "?",
            "+",
            "all",
            "a",
            "mx",
            "ptr",
            "ip4",
            "ip6",
            "include",
            "exists",
            ":",
            "/",
            "//",
            "24",
            "128",
            "0",
            "033",
            "=",
            "redirect=",
            "exp=",
            "unknown=",
            "a.example",
            "b.example",
            ".",
            "%",
            "%%",
            "%_",
            "%-",
            "%{",
            "}",
            "%{i}",
            "%{ir}",
            "%{d2}",
            "%{l1r-}",
            "%{S}",
            "%{p}",
            "%{c}",
            "%{d0}",
            "%{h999999999999}",
            "192.0.2.1",
            "::1",
            "::ffff:1.2.3.4",
            "\u0000",
            "\r\n",
            "\u00ff",
            "\t",
            "\"",
            " -all",
            " ~all",
            " ip4:192.0.2.2",
            " include:b.example",
            " mx:b.example",
            " ?ptr:b.example",
            " exists:%{ir}.a.example",
            "A",
            "MX");

    private static String random(Random random, int pieces) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(pieces); i >= 0; i--) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return text.toString();
    }

    private static SpfResult check(FakeDns dns) {
        SpfRequest request = SpfRequest.of(
                InetAddress.ofLiteral("192.0.2.2"), "l-o.c", "a.example", "helo", "here.example", Instant.EPOCH);
        return new SpfEvaluator(dns, InstantSource.fixed(Instant.EPOCH)).check(request);
    }

    @Test
    void answers_every_policy_with_a_bounded_number_of_queries() {
        Random random = new Random(7208);
        Set<Code> codes = EnumSet.noneOf(Code.class);
        for (int i = 0; i < 20_000; i++) {
            FakeDns dns = new FakeDns()
                    .txt("a.example", "v=spf1 " + random(random, 12))
                    .txt("b.example", "v=spf1 " + random(random, 6))
                    .mx("b.example", 1, "a.example")
                    .address("a.example", "192.0.2.1")
                    .ptr("192.0.2.2", "b.example");
            codes.add(check(dns).code());
            assertThat(dns.questions()).hasSizeLessThan(150);
        }
        assertThat(codes)
                .contains(Code.PERMERROR, Code.PASS, Code.NEUTRAL, Code.FAIL)
                .doesNotContain(Code.NONE);
    }

    @Test
    void expands_every_string_that_it_accepts() throws Exception {
        Random random = new Random(4408);
        int accepted = 0;
        for (int i = 0; i < 50_000; i++) {
            String text = random(random, 8);
            try {
                MacroString parsed = MacroString.parse(text, Use.EXPLANATION);
                assertThat(parsed.expand(letter -> "v." + letter + "-x")).hasSizeLessThanOrEqualTo(18 * text.length());
                accepted++;
            } catch (SpfException e) {
                assertThat(e.code()).isEqualTo(Code.PERMERROR);
            }
        }
        assertThat(accepted).isGreaterThan(1000);
    }

    @Test
    void takes_policies_of_the_greatest_size_in_bounded_time() {
        String local = "l.".repeat(30);
        for (String term : List.of(
                " ip4:192.0.2.1",
                " ?all",
                " x=%{s}",
                " exp",
                " a",
                " /",
                "%{s}.",
                "(",
                " ip4:" + "1".repeat(60_000),
                "://///")) {
            String policy = "v=spf1" + term.repeat(Math.max(1, 65_000 / term.length()));
            FakeDns dns = new FakeDns().txt("a.example", policy).txt("b.example", policy);
            long begin = System.nanoTime();
            check(dns);
            SpfRequest request = SpfRequest.of(
                    InetAddress.ofLiteral("2001:db8::1"), local, "b.example", "helo", "here.example", Instant.EPOCH);
            new SpfEvaluator(dns, InstantSource.fixed(Instant.EPOCH)).check(request);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).as(term).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void drops_labels_on_the_left_of_a_domain_that_is_too_long() throws Exception {
        MacroString domain = MacroString.parseDomain("%{l}.%{d}");
        String expanded = domain.expandDomain(letter -> letter == 'l' ? "x.".repeat(100_000) + "y" : "a.example");
        assertThat(expanded).hasSizeLessThanOrEqualTo(253).endsWith(".y.a.example");
    }
}
