package org.postern.mtasts;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.postern.api.mail.Header;
import org.postern.api.mail.Host;
import org.postern.api.net.TlsAttempt;
import org.postern.api.net.TlsFault;
import org.postern.api.net.TlsInfo;
import org.postern.api.net.TlsInfo.Ocsp;
import org.postern.api.net.TlsInfo.Verdict;
import org.postern.api.net.TlsPolicy;
import org.postern.api.net.TlsPolicy.Level;
import org.postern.api.net.TlsPolicy.Published;
import org.postern.api.net.TlsPolicy.Verification;
import org.postern.mtasts.Observation.Counted;
import org.postern.mtasts.Observation.Failure;
import org.postern.testkit.TestContext;
import org.postern.testkit.TestMessage;

@NullMarked
class ObservationTest {
    static final Published STS = new Published(
            "sts", "sts", "example.org", List.of("version: STSv1", "mode: testing"), List.of("mx.example.org"));
    private static final Published TLSA =
            new Published("dane", "tlsa", "mx.example.org", List.of("3 1 1 00ff"), List.of());

    static TlsInfo agreed() {
        return new TlsInfo(
                "TLS1.3", "X", "X", 256, "", "", List.of(), Optional.empty(), Verdict.NOT_ASKED, Ocsp.NOT_REQUESTED, 0);
    }

    static Host host(String name) {
        return Host.of(name, InetAddress.ofLiteral("192.0.2.25"));
    }

    static TlsAttempt attempt(Host host, TlsPolicy policy, Optional<TlsInfo> agreed, Optional<TlsFault> fault) {
        return new TlsAttempt(
                "example.org",
                host,
                Optional.of(InetAddress.ofLiteral("198.51.100.1")),
                policy,
                agreed,
                fault,
                fault.isPresent() ? "it is wrong\r\n" : "");
    }

    private static Observation observed(TlsPolicy policy, Optional<TlsInfo> agreed, Optional<TlsFault> fault) {
        return Observation.of(attempt(host("mx.example.org"), policy, agreed, fault))
                .orElseThrow();
    }

    static TlsPolicy following(Published published) {
        return TlsPolicy.of(Level.MAY, Verification.TRY).following(published);
    }

    @Test
    void tls_without_a_policy_is_a_success_whatever_the_certificate() {
        Observation observation =
                observed(TlsPolicy.OPPORTUNISTIC, Optional.of(agreed()), Optional.of(TlsFault.CERTIFICATE_EXPIRED));
        assertThat(observation.policy()).isEqualTo(ReportedPolicy.none("example.org"));
        assertThat(observation.policy().type()).isEqualTo("no-policy-found");
        assertThat(observation.failure()).isEmpty();
    }

    @Test
    void no_tls_is_a_failure() {
        assertThat(observed(TlsPolicy.OPPORTUNISTIC, Optional.empty(), Optional.of(TlsFault.STARTTLS_NOT_SUPPORTED))
                        .failure())
                .contains(new Failure(
                        "starttls-not-supported", "198.51.100.1", "mx.example.org", "192.0.2.25", "it is wrong??"));
    }

    @Test
    void a_certificate_that_is_not_acceptable_is_a_failure_under_a_policy_though_it_is_only_tried() {
        Observation observation =
                observed(following(STS), Optional.of(agreed()), Optional.of(TlsFault.CERTIFICATE_HOST_MISMATCH));
        assertThat(observation.policy()).isEqualTo(ReportedPolicy.of(STS, "example.org"));
        assertThat(observation.failure().orElseThrow().type()).isEqualTo("certificate-host-mismatch");
        assertThat(observed(following(STS), Optional.of(agreed()), Optional.empty())
                        .failure())
                .isEmpty();
    }

    @Test
    void a_host_that_is_not_in_the_policy_is_a_failure() {
        TlsAttempt elsewhere =
                attempt(host("mx.evil.example"), following(STS), Optional.of(agreed()), Optional.empty());
        assertThat(Observation.of(elsewhere).orElseThrow().failure())
                .contains(new Failure(
                        "validation-failure",
                        "198.51.100.1",
                        "mx.evil.example",
                        "192.0.2.25",
                        "host not in the MTA-STS policy"));
    }

    @Test
    void a_policy_of_dane_counts_for_the_recipients_domain() {
        Observation observation = observed(following(TLSA), Optional.of(agreed()), Optional.empty());
        assertThat(observation.policy())
                .isEqualTo(new ReportedPolicy("tlsa", "example.org", List.of("3 1 1 00ff"), List.of()));
    }

    @Test
    void a_session_with_a_smart_host_counts_for_it() {
        Host smart = host("smart.example").asSmartHost("Smart.Example.");
        TlsAttempt attempt = attempt(smart, TlsPolicy.OPPORTUNISTIC, Optional.of(agreed()), Optional.empty());
        assertThat(Observation.of(attempt).orElseThrow().policy().domain()).isEqualTo("smart.example");
        Host literal = host("192.0.2.25").asSmartHost("192.0.2.25");
        assertThat(Observation.of(attempt(literal, TlsPolicy.OPPORTUNISTIC, Optional.of(agreed()), Optional.empty())))
                .isEmpty();
    }

    @Test
    void the_sessions_of_reports_are_not_counted() {
        TestMessage report = TestMessage.from("tlsrpt@example.net");
        assertThat(Observation.isCounted(TestContext.create())).isTrue();
        assertThat(Observation.isCounted(TestContext.create().message(report))).isTrue();
        report.addHeader(
                new Header("TLS-Report-Domain: example.org\r\n"), org.postern.api.mail.Message.Placement.AT_END);
        assertThat(Observation.isCounted(TestContext.create().message(report))).isFalse();
    }

    @Test
    void a_line_keeps_all_of_it() {
        for (Observation each : List.of(
                observed(following(STS), Optional.of(agreed()), Optional.of(TlsFault.CERTIFICATE_EXPIRED)),
                observed(following(TLSA), Optional.empty(), Optional.of(TlsFault.TLSA_INVALID)),
                observed(TlsPolicy.OPPORTUNISTIC, Optional.of(agreed()), Optional.empty()))) {
            assertThat(Observation.parse(each.line(17))).contains(new Counted(17, each));
        }
    }

    @Test
    void a_long_policy_is_cut_so_that_its_line_is_kept() {
        Published longest = new Published(
                "sts",
                "sts",
                "example.org",
                Collections.nCopies(9_000, "mx: a.example"),
                Collections.nCopies(9_000, "a.example"));
        TlsAttempt attempt = attempt(
                host("m".repeat(60_000)),
                following(longest),
                Optional.empty(),
                Optional.of(TlsFault.VALIDATION_FAILURE));
        assertThat(Observation.of(attempt).orElseThrow().line(1).length()).isLessThan(Observation.MAX_LINE);
    }

    @Test
    void what_is_no_line_of_ours_is_none() {
        Random random = new Random(8460);
        String line = observed(following(STS), Optional.empty(), Optional.of(TlsFault.CERTIFICATE_EXPIRED))
                .line(3);
        for (int i = 0; i < 2_000; i++) {
            StringBuilder text = new StringBuilder(line);
            text.setLength(random.nextInt(line.length()));
            text.append((char) random.nextInt(256));
            Observation.parse(text.toString())
                    .ifPresent(counted -> assertThat(counted.count()).isEqualTo(3));
        }
        assertThat(Observation.parse("")).isEmpty();
        assertThat(Observation.parse("9999999999999999\tsts\ta.example\t\t\t\t\t\t\t"))
                .isEmpty();
        assertThat(Observation.parse("1\tsts\t../x\t\t\t\t\t\t\t")).isEmpty();
    }
}
