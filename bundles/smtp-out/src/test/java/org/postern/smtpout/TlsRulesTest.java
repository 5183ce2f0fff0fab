package org.postern.smtpout;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postern.api.config.Settings;
import org.postern.api.mail.Delivery;
import org.postern.api.mail.Host;
import org.postern.api.net.TlsFault;
import org.postern.api.net.TlsPolicy;
import org.postern.api.net.TlsPolicy.Level;
import org.postern.api.net.TlsPolicy.Published;
import org.postern.api.net.TlsPolicy.Verification;
import org.postern.spi.TlsPolicySource;
import org.postern.spi.TlsPolicySource.Decision;
import org.postern.testkit.TestDelivery;
import org.postern.testkit.TestSettings;

/// Each row of the table in docs/tls.md holds.
class TlsRulesTest {
    private static final Host BY_MX =
            new Host("mx.example.org", Optional.of(InetAddress.getLoopbackAddress()), 25, 10, false);
    private static final Host CONFIGURED = Host.of("mx.example.org", InetAddress.getLoopbackAddress());

    record Row(String message, String dane, String sts, String options, String then) {
        static Row of(String line) {
            List<String> cells =
                    Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
            return new Row(cells.get(1), cells.get(2), cells.get(3), cells.get(4), cells.get(5));
        }
    }

    private record Source(String name, int order, boolean isPublished, Decision decision) implements TlsPolicySource {
        @Override
        public Decision decide(Host host, Delivery delivery, Settings transport) {
            return decision;
        }
    }

    static List<Row> table() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("../../docs/tls.md"));
        int head = lines.indexOf("| the message says | DANE | MTA-STS | the options say | then |");
        return lines.stream()
                .skip(head + 2L)
                .takeWhile(line -> line.startsWith("|"))
                .map(Row::of)
                .toList();
    }

    @Test
    void the_table_is_found() throws IOException {
        assertThat(table()).hasSizeGreaterThan(30);
    }

    @ParameterizedTest
    @MethodSource("table")
    void holds(Row row) throws Exception {
        TestDelivery delivery = TestDelivery.to("user@example.org")
                .with(new Source("requiretls", 10, false, wish(row.message())))
                .with(new Source("mta-sts", 200, true, sts(row.sts())))
                .with(new Source("dane", 100, true, dane(row.dane())));
        TestSettings settings = TestSettings.block("remote_smtp");
        Host host = host(row.options());
        for (String option : row.options().split(" and ", -1)) {
            set(option, settings);
        }
        assertThat(outcome(host, delivery, settings)).isEqualTo(row.then());
    }

    @Test
    void what_a_message_wants_counts_wherever_its_source_stands() throws Exception {
        TestDelivery delivery = TestDelivery.to("user@example.org")
                .with(new Source("dane", 100, true, dane("usable")))
                .with(new Source("late", 300, false, wish("REQUIRETLS")));
        TlsRules.Ruling ruling = TlsRules.of(BY_MX, delivery, TestSettings.block("remote_smtp"));
        assertThat(ruling.demand()).contains(new Decision.Demand("REQUIRETLS", "5.7.30"));
        assertThat(ruling.policy().name()).isEqualTo("dane");
    }

    private static Decision wish(String message) {
        return switch (message) {
            case "nothing" -> new Decision.NoOpinion();
            case "REQUIRETLS" -> new Decision.Demand("REQUIRETLS", "5.7.30");
            case "TLS-Required: No" -> new Decision.Waive("TLS-Required: No");
            default -> throw new IllegalArgumentException(message);
        };
    }

    private static Decision dane(String cell) {
        Published records = new Published("dane", "tlsa", "example.org", List.of("3 1 1 00"), List.of());
        return switch (cell) {
            case "none" -> new Decision.NoOpinion();
            case "usable" ->
                new Decision.Use(TlsPolicy.verifiedBy((chain, _) -> chain).following(records));
            case "unusable" ->
                new Decision.Use(TlsPolicy.of(Level.REQUIRED, Verification.NONE).following(records));
            case "lookup fails" -> new Decision.Defer(TlsFault.DNSSEC_INVALID, "TLSA lookup failed");
            default -> throw new IllegalArgumentException(cell);
        };
    }

    private static Decision sts(String cell) {
        Published policy =
                new Published("sts", "sts", "example.org", List.of("version: STSv1"), List.of("*.example.org"));
        return switch (cell) {
            case "none" -> new Decision.NoOpinion();
            case "enforce" ->
                new Decision.Use(
                        TlsPolicy.of(Level.REQUIRED, Verification.REQUIRED).following(policy));
            case "testing" ->
                new Decision.Use(TlsPolicy.of(Level.MAY, Verification.TRY).following(policy));
            case "other MX" -> new Decision.Defer(TlsFault.VALIDATION_FAILURE, "not an MX of the policy");
            default -> throw new IllegalArgumentException(cell);
        };
    }

    private static Host host(String options) {
        return switch (options) {
            case "the host is in the configuration" -> CONFIGURED;
            case "the MX records are secure" ->
                new Host(BY_MX.name(), BY_MX.address(), BY_MX.port(), BY_MX.preference(), true);
            default -> BY_MX;
        };
    }

    private static void set(String option, TestSettings settings) {
        switch (option) {
            case "nothing", "the host is in the configuration", "the MX records are secure" -> {}
            case "hosts_require_tls" -> settings.set(SmtpOptions.HOSTS_REQUIRE_TLS, "*");
            case "hosts_avoid_tls" -> settings.set(SmtpOptions.HOSTS_AVOID_TLS, "*");
            case "tls_verify_hosts" -> settings.set(SmtpOptions.TLS_VERIFY_HOSTS, "*");
            case "tls_try_verify_hosts is empty" -> settings.set(SmtpOptions.TLS_TRY_VERIFY_HOSTS, "");
            case "protocol = smtps" -> settings.set(SmtpOptions.PROTOCOL, "smtps");
            default -> throw new IllegalArgumentException(option);
        }
    }

    private static String outcome(Host host, Delivery delivery, Settings settings) throws Exception {
        try {
            TlsRules.Ruling ruling = TlsRules.of(host, delivery, settings);
            String after = ruling.demand().isPresent() ? ", or the message is returned" : "";
            return words(ruling.policy()) + after;
        } catch (HostTrouble trouble) {
            return trouble.isPermanent() ? "the message is returned" : "the host is not used now";
        }
    }

    private static String words(TlsPolicy policy) {
        return switch (policy.level()) {
            case NONE -> "in clear";
            case MAY -> "TLS if offered, " + certificate(policy);
            case REQUIRED -> "TLS, " + certificate(policy);
        };
    }

    private static String certificate(TlsPolicy policy) {
        return switch (policy.verification()) {
            case NONE -> "any certificate";
            case TRY -> "certificate looked at";
            case REQUIRED -> "certificate by " + (policy.verifier().isPresent() ? "DANE" : "PKIX");
        };
    }
}
