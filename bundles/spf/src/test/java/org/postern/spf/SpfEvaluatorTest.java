package org.postern.spf;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.postern.api.dns.Dns;
import org.postern.api.dns.DnsType;
import org.postern.spf.SpfResult.Code;
import org.postern.testkit.FakeDns;

@NullMarked
class SpfEvaluatorTest {
    private final FakeDns dns = new FakeDns();

    private SpfResult check(String client, String local, String domain) {
        return check(dns, InstantSource.fixed(Instant.EPOCH), client, local, domain);
    }

    private static SpfResult check(Dns dns, InstantSource clock, String client, String local, String domain) {
        SpfRequest request = SpfRequest.of(
                InetAddress.ofLiteral(client), local, domain, "helo.example", "here.example", Instant.EPOCH);
        return new SpfEvaluator(dns, clock).check(request);
    }

    @Test
    void traces_every_query_and_mechanism() {
        dns.txt("a.example", "v=spf1 include:b.example mx:m.example -all")
                .txt("b.example", "v=spf1 ip4:192.0.2.1 redirect=c.example")
                .txt("c.example", "v=spf1 a ?all")
                .mx("m.example", 10, "host.m.example")
                .address("c.example", "192.0.2.3")
                .address("host.m.example", "192.0.2.2");
        SpfResult result = check("192.0.2.2", "x", "a.example");
        assertThat(result.code()).isEqualTo(Code.PASS);
        assertThat(result.mechanism()).isEqualTo("mx:m.example");
        assertThat(result.trace())
                .containsExactly(
                        "? a.example TXT: v=spf1 include:b.example mx:m.example -all",
                        "  ? b.example TXT: v=spf1 ip4:192.0.2.1 redirect=c.example",
                        "  b.example ip4:192.0.2.1: no match",
                        "  b.example redirect=c.example",
                        "    ? c.example TXT: v=spf1 a ?all",
                        "    ? c.example A: 192.0.2.3",
                        "    c.example a: no match",
                        "    c.example ?all: match: neutral",
                        "a.example include:b.example: no match",
                        "? m.example MX: 10 host.m.example",
                        "? host.m.example A: 192.0.2.2",
                        "a.example mx:m.example: match: pass");
    }

    @Test
    void keeps_the_trace_of_a_long_policy_short() {
        dns.txt("a.example", "v=spf1" + " ip4:192.0.2.1".repeat(4000) + " -all");
        SpfResult result = check("192.0.2.2", "x", "a.example");
        assertThat(result.code()).isEqualTo(Code.FAIL);
        assertThat(result.trace()).hasSize(201).endsWith("...").allMatch(line -> line.length() <= 503);
    }

    @Test
    void ends_a_loop_of_includes_at_the_tenth_lookup() {
        dns.txt("a.example", "v=spf1 include:a.example -all");
        assertThat(check("192.0.2.2", "x", "a.example").code()).isEqualTo(Code.PERMERROR);
        assertThat(dns.questions()).hasSize(11);
    }

    @Test
    void bounds_the_queries_of_the_widest_policy() {
        StringBuilder policy = new StringBuilder("v=spf1");
        for (int i = 0; i < 10; i++) {
            policy.append(" mx:m").append(i).append(".example");
            for (int j = 0; j < 10; j++) {
                String host = "h" + i + "-" + j + ".example";
                dns.mx("m" + i + ".example", j, host).address(host, "192.0.2.1");
            }
        }
        dns.txt("a.example", policy.append(" -all").toString());
        assertThat(check("192.0.2.2", "x", "a.example").code()).isEqualTo(Code.FAIL);
        assertThat(dns.questions()).hasSize(1 + 10 + 100);
    }

    @Test
    void gives_a_temperror_when_it_takes_too_long() {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
        dns.txt("a.example", "v=spf1 mx -all");
        for (int i = 0; i < 10; i++) {
            dns.mx("a.example", i, "h" + i + ".example").address("h" + i + ".example", "192.0.2.1");
        }
        Dns slow = (name, type) -> {
            now.updateAndGet(before -> before.plus(Duration.ofSeconds(4)));
            return dns.query(name, type);
        };
        SpfResult result = check(slow, now::get, "192.0.2.2", "x", "a.example");
        assertThat(result.code()).isEqualTo(Code.TEMPERROR);
        assertThat(result.problem()).isEqualTo("the check takes more than 20 seconds");
        assertThat(dns.questions()).hasSize(5);
    }

    @Test
    void is_not_a_permerror_because_mail_exchangers_have_no_ipv6_address() {
        dns.txt("a.example", "v=spf1 mx -all");
        for (int i = 0; i < 5; i++) {
            dns.mx("a.example", i, "h" + i + ".example").address("h" + i + ".example", "192.0.2.1");
        }
        assertThat(check("2001:db8::1", "x", "a.example").code()).isEqualTo(Code.FAIL);
    }

    @Test
    void gives_a_temperror_for_each_mechanism_that_the_dns_does_not_answer() {
        dns.servfail("down.example").mx("m.example", 1, "down.example");
        for (String term : new String[] {
            "a:down.example",
            "mx:down.example",
            "mx:m.example",
            "exists:down.example",
            "include:down.example",
            "redirect=down.example"
        }) {
            dns.remove("a.example").txt("a.example", "v=spf1 " + term + " ip4:192.0.2.2");
            Code code = term.startsWith("redirect") ? Code.PASS : Code.TEMPERROR;
            assertThat(check("192.0.2.2", "x", "a.example").code()).as(term).isEqualTo(code);
            assertThat(check("192.0.2.3", "x", "a.example").code()).as(term).isEqualTo(Code.TEMPERROR);
        }
    }

    @Test
    void passes_over_ptr_names_that_the_dns_does_not_answer() {
        dns.txt("a.example", "v=spf1 ptr -all")
                .ptr("192.0.2.2", "down.a.example")
                .ptr("192.0.2.2", "up.a.example")
                .servfail("down.a.example")
                .address("up.a.example", "192.0.2.2");
        assertThat(check("192.0.2.2", "x", "a.example").code()).isEqualTo(Code.PASS);
        dns.servfail(Dns.reverseName(InetAddress.ofLiteral("192.0.2.2")));
        assertThat(check("192.0.2.2", "x", "a.example").code()).isEqualTo(Code.FAIL);
    }

    @Test
    void looks_up_a_domain_in_utf8_as_a_labels() {
        dns.txt("xn--bcher-kva.example", "v=spf1 -all");
        assertThat(check("192.0.2.2", "x", "b\u00c3\u00bccher.example").code()).isEqualTo(Code.FAIL);
    }

    @Test
    void never_matches_by_a_local_part_that_is_not_ascii() {
        dns.txt("a.example", "v=spf1 exists:%{l}.a.example -all").address("\u00c3\u00bc.a.example", "192.0.2.1");
        assertThat(check("192.0.2.2", "\u00c3\u00bc", "a.example").code()).isEqualTo(Code.FAIL);
        assertThat(dns.questions()).hasSize(1);
    }

    @Test
    void asks_nobody_about_what_is_no_domain() {
        for (String domain :
                new String[] {"localhost", "[192.0.2.1]", "a..example", "x".repeat(64) + ".example", "-"}) {
            assertThat(check("192.0.2.2", "x", domain).code()).as(domain).isEqualTo(Code.NONE);
        }
        assertThat(dns.questions()).isEmpty();
    }

    @Test
    void does_without_an_explanation_that_cannot_be_had() {
        dns.txt("a.example", "v=spf1 -all exp=why.example");
        assertThat(check("192.0.2.2", "x", "a.example").explanation()).isEmpty();
        dns.txt("why.example", "100% no");
        assertThat(check("192.0.2.2", "x", "a.example").explanation()).isEmpty();
        dns.servfail("why.example", DnsType.TXT);
        SpfResult result = check("192.0.2.2", "x", "a.example");
        assertThat(result.code()).isEqualTo(Code.FAIL);
        assertThat(result.explanation()).isEmpty();
    }

    @Test
    void writes_addresses_as_people_do() {
        assertThat(Addresses.readable(InetAddress.ofLiteral("2001:db8:0:0:1:0:0:0")))
                .isEqualTo("2001:db8:0:0:1::");
        assertThat(Addresses.readable(InetAddress.ofLiteral("2001:0:0:1:0:0:0:1")))
                .isEqualTo("2001:0:0:1::1");
        assertThat(Addresses.readable(InetAddress.ofLiteral("::"))).isEqualTo("::");
        assertThat(Addresses.readable(InetAddress.ofLiteral("2001:db8:1:2:3:4:0:6")))
                .isEqualTo("2001:db8:1:2:3:4:0:6");
        assertThat(Addresses.dotted(InetAddress.ofLiteral("::1")))
                .endsWith("0.0.1")
                .hasSize(63);
    }
}
