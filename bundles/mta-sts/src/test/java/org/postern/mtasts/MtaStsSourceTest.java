package org.postern.mtasts;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.postern.api.hints.MemoryHints;
import org.postern.api.mail.Host;
import org.postern.api.net.TlsFault;
import org.postern.api.net.TlsPolicy;
import org.postern.api.net.TlsPolicy.Level;
import org.postern.api.net.TlsPolicy.Verification;
import org.postern.spi.TlsPolicySource.Decision;
import org.postern.testkit.FakeDns;
import org.postern.testkit.FakeSubmissions;
import org.postern.testkit.TestDelivery;
import org.postern.testkit.TestSettings;

@NullMarked
class MtaStsSourceTest {
    private static final String ENFORCE =
            "version: STSv1\nmode: enforce\nmx: mx.example.org\nmx: *.mail.example.org\nmax_age: 1000\n";

    private final FakeDns dns = FakeDns.of("""
            _mta-sts.example.org      TXT v=STSv1; id=1;
            _mta-sts.testing.example  TXT v=STSv1; id=1;
            _mta-sts.none.example     TXT v=STSv1; id=1;
            _mta-sts.broken.example   TXT v=STSv1; id=1;
            _mta-sts.smart.example    TXT v=STSv1; id=1;
            """);
    private final FakeSource source = new FakeSource()
            .serve("example.org", ENFORCE)
            .serve("testing.example", ENFORCE.replace("enforce", "testing"))
            .serve("none.example", "version: STSv1\nmode: none\nmax_age: 1000\n")
            .serve("smart.example", ENFORCE.replace("example.org", "smart.example"));
    private final FakeClock clock = new FakeClock("2026-01-01T00:00:00Z");
    private final TlsReporting nowhere = new TlsReporting(Optional.empty(), dns, new FakeSubmissions(), clock);
    private final PolicyDiscovery discovery = new PolicyDiscovery(
            dns, new PolicyCache(new MemoryHints()), source, () -> Duration.ofSeconds(20), (_, _) -> {}, clock);
    private final MtaStsSource policies = new MtaStsSource(discovery, nowhere);
    private final TestSettings transport = TestSettings.block("smtp");

    private static Host host(String name) {
        return new Host(name, Optional.of(InetAddress.ofLiteral("192.0.2.1")), 0, 10, false);
    }

    private Decision decide(Host host, String... recipients) throws Exception {
        return policies.decide(host, TestDelivery.to(recipients), transport);
    }

    private static TlsPolicy.Published published(Decision decision) {
        assertThat(decision).isInstanceOf(Decision.Use.class);
        return ((Decision.Use) decision).policy().published().orElseThrow();
    }

    @Test
    void stands_after_dane_among_what_is_published() {
        assertThat(policies.order()).isEqualTo(200);
        assertThat(policies.isPublished()).isTrue();
    }

    @Test
    void a_host_of_the_policy_must_show_a_certificate_for_its_name() throws Exception {
        TlsPolicy.Published expected = new TlsPolicy.Published(
                "sts",
                "sts",
                "example.org",
                List.of(
                        "version: STSv1",
                        "mode: enforce",
                        "mx: mx.example.org",
                        "mx: *.mail.example.org",
                        "max_age: 1000"),
                List.of("mx.example.org", "*.mail.example.org"));

        assertThat(decide(host("MX.example.org"), "u@example.org"))
                .isEqualTo(new Decision.Use(
                        TlsPolicy.of(Level.REQUIRED, Verification.REQUIRED).following(expected)));
        assertThat(decide(host("a.mail.example.org."), "u@example.org")).isInstanceOf(Decision.Use.class);
    }

    @Test
    void another_host_must_not_be_used() throws Exception {
        assertThat(decide(host("mx.evil.example"), "u@example.org"))
                .isEqualTo(new Decision.Defer(
                        TlsFault.VALIDATION_FAILURE,
                        "host mx.evil.example is none that the MTA-STS policy of example.org permits"));
        assertThat(decide(host("192.0.2.1"), "u@example.org")).isInstanceOf(Decision.Defer.class);
    }

    @Test
    void a_host_counts_by_the_name_of_its_mx_record_and_not_by_that_of_a_cname() throws Exception {
        assertThat(decide(host("mx.example.org").expandedTo("real.example.net"), "u@example.org"))
                .isInstanceOf(Decision.Use.class);
        assertThat(decide(host("mx.evil.example").expandedTo("mx.example.org"), "u@example.org"))
                .isInstanceOf(Decision.Defer.class);
    }

    @Test
    void a_policy_that_is_tried_changes_nothing_but_that_certificates_are_looked_at() throws Exception {
        for (String name : List.of("mx.example.org", "mx.evil.example")) {
            Decision decision = decide(host(name), "u@testing.example");
            assertThat(published(decision).domain()).isEqualTo("testing.example");
            assertThat(decision)
                    .isEqualTo(new Decision.Use(
                            TlsPolicy.of(Level.MAY, Verification.TRY).following(published(decision))));
        }
    }

    @Test
    void has_no_opinion_without_a_policy() throws Exception {
        assertThat(decide(host("mx.example.org"), "u@none.example")).isEqualTo(new Decision.NoOpinion());
        assertThat(decide(host("mx.example.org"), "u@broken.example")).isEqualTo(new Decision.NoOpinion());
        assertThat(decide(host("mx.example.org"), "u@nobody.example")).isEqualTo(new Decision.NoOpinion());
        assertThat(decide(host("mx.example.org"), "u@[192.0.2.1]")).isEqualTo(new Decision.NoOpinion());
    }

    @Test
    void the_policy_of_a_domain_above_does_not_count() throws Exception {
        assertThat(decide(host("mx.evil.example"), "u@sub.example.org")).isEqualTo(new Decision.NoOpinion());
        assertThat(source.fetched()).isEmpty();
    }

    @Test
    void leaves_alone_the_domains_that_the_transport_does_not_name() throws Exception {
        transport.set(MtaStsOptions.MTA_STS_DOMAINS, "!example.org : *");
        assertThat(decide(host("mx.evil.example"), "u@example.org")).isEqualTo(new Decision.NoOpinion());
        assertThat(decide(host("mx.example.org"), "u@testing.example")).isInstanceOf(Decision.Use.class);
    }

    @Test
    void for_a_smart_host_its_own_policy_counts() throws Exception {
        Host smart = host("mx.smart.example").asSmartHost("smart.example");
        assertThat(published(decide(smart, "u@example.org")).domain()).isEqualTo("smart.example");
        assertThat(decide(host("mx.evil.example").asSmartHost("smart.example"), "u@nobody.example"))
                .isInstanceOf(Decision.Defer.class);
        assertThat(decide(host("192.0.2.1").asSmartHost("192.0.2.1"), "u@example.org"))
                .isEqualTo(new Decision.NoOpinion());
    }

    @Test
    void of_several_domains_at_one_host_the_strictest_policy_counts() throws Exception {
        Decision both = decide(host("mx.example.org"), "a@nobody.example", "b@testing.example", "c@example.org");
        assertThat(published(both).domain()).isEqualTo("example.org");
        assertThat(decide(host("mx.evil.example"), "a@nobody.example", "b@example.org"))
                .isInstanceOf(Decision.Defer.class);
    }

    @Test
    void defers_when_the_store_gives_no_answer() throws Exception {
        PolicyDiscovery broken = new PolicyDiscovery(
                dns, new PolicyCache(new BrokenHints()), source, () -> Duration.ofSeconds(20), (_, _) -> {}, clock);
        assertThat(new MtaStsSource(broken, nowhere)
                        .decide(host("mx.example.org"), TestDelivery.to("u@example.org"), transport))
                .isEqualTo(new Decision.Defer(
                        TlsFault.STS_POLICY_FETCH_ERROR,
                        "the MTA-STS policy of example.org is not known now: the store is away"));
    }
}
