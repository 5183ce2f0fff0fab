package org.postern.dmarc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.postern.api.mail.Address;
import org.postern.api.mail.Header;
import org.postern.dmarc.Observation.Row;
import org.postern.testkit.FakeSubmissions;
import org.postern.testkit.TestContext;

/// The samples in `samples/` are what the software makes. `-Dpostern.update=true` writes them anew.
@NullMarked
class SamplesTest {
    private static final Path SAMPLES = Path.of("samples");
    private static final Instant BEGIN = Instant.parse("2026-11-21T00:00:00Z");

    private static void compare(String name, String text) throws Exception {
        Path file = SAMPLES.resolve(name);
        if (Boolean.getBoolean("postern.update")) {
            Files.createDirectories(SAMPLES);
            Files.writeString(file, text, StandardCharsets.ISO_8859_1);
        }
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).isEqualTo(text);
    }

    @Test
    void the_aggregate_report_is_what_is_made() throws Exception {
        AggregateReport report = new AggregateReport("example.org", BEGIN, BEGIN.plusSeconds(86_400));
        for (int i = 0; i < 17; i++) {
            report.add(observation(
                    "192.0.2.10", "pass", true, "example.org", Identifier.dkim("example.org", "pass", "mail")));
        }
        report.add(observation(
                "203.0.113.9", "reject", false, "bulk.example", Identifier.dkim("bulk.example", "pass", "s1")));
        TestContext main = TestContext.create()
                .option(DmarcOptions.DMARC_REPORT_SENDER, "DMARC reports <dmarc@example.net>")
                .option(DmarcOptions.DMARC_REPORT_ORG_NAME, "Example Networks")
                .option(DmarcOptions.DMARC_REPORT_CONTACT, "https://example.net/dmarc")
                .variable("primary_hostname", "mx.example.net");
        compare(
                "aggregate-report.xml",
                AggregateXml.of(report, ReportSettings.of(main).orElseThrow()));
    }

    private static Observation observation(
            String client, String disposition, boolean passes, String mailFrom, Identifier signature) {
        Row row = new Row(
                client,
                disposition,
                false,
                passes,
                passes,
                "example.org",
                mailFrom,
                List.of(signature),
                Optional.of(Identifier.spf(mailFrom, "pass")));
        return new Observation("example.org", "v=DMARC1; p=reject; rua=mailto:dmarc@example.org", "treewalk", row);
    }

    @Test
    void the_failure_report_is_what_is_made() throws Exception {
        DmarcResult result = new DmarcResult(
                DmarcResult.Status.REJECT,
                "example.org",
                Optional.of(new Published(
                        "example.org", PolicyRecord.parse("v=DMARC1; p=reject").orElseThrow())),
                Policy.REJECT,
                false,
                false,
                false,
                new DmarcRequest(
                        "example.org",
                        List.of(Identifier.spf("example.org", "fail")),
                        List.of(Identifier.dkim("example.org", "fail", "mail"))),
                "treewalk",
                "");
        FailureReport report = new FailureReport(
                result,
                "mx.example.net",
                "1vMTZN-000000000Xy-4Fq2",
                "bounce@example.org",
                "203.0.113.9",
                Optional.of(41732),
                BEGIN.plusSeconds(43_200),
                List.of(
                        Header.of("From", "Alice <alice@example.org>"),
                        Header.of("To", "bob@example.net"),
                        Header.of("Subject", "Your account"),
                        Header.of("Date", "Sat, 21 Nov 2026 11:59:58 +0000"),
                        Header.of("Message-ID", "<1@example.org>")),
                Optional.of("alice@example.org"),
                Optional.of("v=spf1 ip4:192.0.2.0/24 -all"));
        var message = report.message(
                "DMARC <dmarc@example.net>",
                new Address("dmarc", "example.net"),
                new Address("failures", "example.org"),
                "=_5c1f0e9d");
        compare(
                "failure-report.eml",
                new FakeSubmissions.Submitted(message, List.of()).text().replace("\r\n", "\n"));
    }
}
