package org.postern.mtasts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postern.api.mail.Host;
import org.postern.api.net.TlsFault;
import org.postern.api.net.TlsInfo;
import org.postern.api.net.TlsPolicy;
import org.postern.reports.ReportStore;
import org.postern.testkit.FakeDns;
import org.postern.testkit.FakeSubmissions;
import org.postern.testkit.TestContext;

@NullMarked
@Timeout(120)
class TlsReportingTest {
    private static final Set<String> FAILURE_MEMBERS = Set.of(
            "result-type",
            "sending-mta-ip",
            "receiving-mx-hostname",
            "receiving-mx-helo",
            "receiving-ip",
            "failed-session-count",
            "additional-information",
            "failure-reason-code");

    @TempDir
    private Path directory = Path.of("");

    private final FakeDns dns = FakeDns.of("_smtp._tls.example.org TXT v=TLSRPTv1; rua=mailto:reports@example.org");
    private final FakeSubmissions submissions = new FakeSubmissions();
    private final FakeClock clock = new FakeClock("2026-03-01T10:00:00Z");
    private final TestContext context = TestContext.create()
            .variable("primary_hostname", "mail.example.net")
            .option(MtaStsOptions.TLS_RPT_SENDER, "TLS reports <tlsrpt@example.net>")
            .option(MtaStsOptions.TLS_RPT_ORG_NAME, "Example \"Net\"");

    private TlsReporting reporting() {
        TlsReporting reporting = new TlsReporting(Optional.of(directory.resolve("tls-rpt")), dns, submissions, clock);
        reporting.configured(context);
        return reporting;
    }

    private static void attempt(
            TlsReporting reporting, Host host, TlsPolicy policy, Optional<TlsInfo> agreed, Optional<TlsFault> fault) {
        new TlsRptObserver(reporting)
                .attempted(ObservationTest.attempt(host, policy, agreed, fault), TestContext.create());
    }

    /// A day with seven sessions under a policy, of which four fail, and one without.
    private static void day(TlsReporting reporting) throws IOException {
        Host right = ObservationTest.host("mx.example.org");
        Host wrong = ObservationTest.host("mx.evil.example");
        TlsPolicy sts = ObservationTest.following(ObservationTest.STS);
        Optional<TlsInfo> agreed = Optional.of(ObservationTest.agreed());
        for (int i = 0; i < 3; i++) {
            attempt(reporting, right, sts, agreed, Optional.empty());
        }
        attempt(reporting, right, sts, agreed, Optional.of(TlsFault.CERTIFICATE_EXPIRED));
        attempt(reporting, right, sts, Optional.empty(), Optional.of(TlsFault.STARTTLS_NOT_SUPPORTED));
        attempt(reporting, right, sts, Optional.empty(), Optional.of(TlsFault.STARTTLS_NOT_SUPPORTED));
        attempt(reporting, wrong, sts, agreed, Optional.empty());
        attempt(reporting, right, TlsPolicy.OPPORTUNISTIC, agreed, Optional.empty());
        reporting.list(); // so that it is written now
    }

    private static JsonObject unpacked(byte[] packed) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            return JsonParser.parseString(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .getAsJsonObject();
        }
    }

    private static JsonObject ofMessage(String text) throws IOException {
        String part = text.split("Content-Disposition: attachment", 2)[1]
                .split("\r\n\r\n", 2)[1]
                .split("\r\n--", 2)[0];
        return unpacked(Base64.getMimeDecoder().decode(part));
    }

    private static JsonObject object(JsonObject parent, String name) {
        return parent.getAsJsonObject(name);
    }

    /// The members and their types as RFC 8460, 4.4 and its appendix B have them.
    private static void assertIsReport(JsonObject report) {
        assertThat(report.keySet())
                .containsExactlyInAnyOrder("organization-name", "date-range", "contact-info", "report-id", "policies");
        assertThat(object(report, "date-range").keySet()).containsExactlyInAnyOrder("start-datetime", "end-datetime");
        for (JsonElement element : report.getAsJsonArray("policies")) {
            JsonObject each = element.getAsJsonObject();
            JsonObject policy = object(each, "policy");
            assertThat(policy.get("policy-type").getAsString()).isIn("tlsa", "sts", "no-policy-found");
            assertThat(policy.get("policy-domain").getAsString()).isEqualTo("example.org");
            assertThat(Stream.of("policy-string", "mx-host").filter(policy::has))
                    .allMatch(name -> policy.get(name).isJsonArray());
            JsonObject summary = object(each, "summary");
            assertThat(summary.keySet())
                    .containsExactlyInAnyOrder("total-successful-session-count", "total-failure-session-count");
            assertThat(summary.get("total-failure-session-count").getAsLong()).isEqualTo(failures(each));
        }
    }

    private static long failures(JsonObject policy) {
        if (!policy.has("failure-details")) {
            return 0;
        }
        long sum = 0;
        for (JsonElement element : policy.getAsJsonArray("failure-details")) {
            JsonObject detail = element.getAsJsonObject();
            assertThat(FAILURE_MEMBERS).containsAll(detail.keySet());
            assertThat(detail.keySet()).contains("result-type", "failed-session-count");
            sum += detail.get("failed-session-count").getAsLong();
        }
        return sum;
    }

    @Test
    void reports_a_day_by_mail_after_its_end() throws Exception {
        TlsReporting reporting = reporting();
        day(reporting);
        assertThat(reporting.list())
                .containsExactly(
                        "example.org since 2026-03-01T00:00:00Z:" + " 4 sessions with TLS as it should be, 4 without");
        assertThat(submissions.submitted()).isEmpty();
        clock.advance(Duration.ofHours(14));
        assertThat(reporting.reportNow())
                .containsExactly("TLS report for example.org sent to reports@example.org: id1");
        assertThat(reporting.reportNow()).isEmpty();
        reporting.close();

        FakeSubmissions.Submitted mail = submissions.submitted().getFirst();
        assertThat(mail.to()).isEqualTo("[reports@example.org]");
        assertThat(mail.message().returnPath()).hasToString("tlsrpt@example.net");
        assertThat(mail.field("From")).isEqualTo("TLS reports <tlsrpt@example.net>");
        assertThat(mail.field("TLS-Report-Domain")).isEqualTo("example.org");
        assertThat(mail.field("TLS-Report-Submitter")).isEqualTo("mail.example.net");
        assertThat(mail.field("TLS-Required")).isEqualTo("No");
        assertThat(mail.field("Content-Type")).startsWith("multipart/report; report-type=\"tlsrpt\";");
        assertThat(mail.field("Subject").replace("\r\n", ""))
                .isEqualTo("Report Domain: example.org Submitter: mail.example.net"
                        + " Report-ID: <1772323200.1772409600.example.org@mail.example.net>");
        assertThat(mail.text())
                .contains("Content-Type: application/tlsrpt+gzip\r\nContent-Transfer-Encoding: base64\r\n")
                .contains("filename=\"mail.example.net!example.org!1772323200!1772409599.json.gz\"");
        assertCounts(ofMessage(mail.text()));
    }

    private static void assertCounts(JsonObject report) {
        assertIsReport(report);
        assertThat(report.get("organization-name").getAsString()).isEqualTo("Example \"Net\"");
        assertThat(report.get("contact-info").getAsString()).isEqualTo("tlsrpt@example.net");
        JsonObject range = object(report, "date-range");
        assertThat(range.get("start-datetime").getAsString()).isEqualTo("2026-03-01T00:00:00Z");
        assertThat(range.get("end-datetime").getAsString()).isEqualTo("2026-03-01T23:59:59Z");
        JsonArray policies = report.getAsJsonArray("policies");
        assertThat(policies).hasSize(2);
        JsonObject sts = policies.get(0).getAsJsonObject();
        assertThat(sts.get("policy"))
                .hasToString("{\"policy-type\":\"sts\",\"policy-string\":[\"version: STSv1\",\"mode: testing\"],"
                        + "\"policy-domain\":\"example.org\",\"mx-host\":[\"mx.example.org\"]}");
        assertThat(sts.get("summary"))
                .hasToString("{\"total-successful-session-count\":3,\"total-failure-session-count\":4}");
        assertThat(sts.getAsJsonArray("failure-details").get(1))
                .hasToString("{\"result-type\":\"starttls-not-supported\",\"sending-mta-ip\":\"198.51.100.1\","
                        + "\"receiving-mx-hostname\":\"mx.example.org\",\"receiving-ip\":\"192.0.2.25\","
                        + "\"failed-session-count\":2,\"failure-reason-code\":\"it is wrong??\"}");
        assertThat(policies.get(1).getAsJsonObject().get("policy"))
                .hasToString("{\"policy-type\":\"no-policy-found\",\"policy-domain\":\"example.org\"}");
    }

    @Test
    void posts_a_report_to_a_web_server() throws Exception {
        TestPki pki = new TestPki();
        context.option(
                MtaStsOptions.MTA_STS_VERIFY_CERTIFICATES,
                pki.anchor(directory.resolve("anchor.pem")).toString());
        try (TestWeb web = new TestWeb(pki.server("web", 9, "reports.example.org"))) {
            web.answers("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n");
            dns.address("reports.example.org", "127.0.0.1")
                    .remove("_smtp._tls.example.org")
                    .txt(
                            "_smtp._tls.example.org",
                            "v=TLSRPTv1; rua=https://reports.example.org:" + web.port() + "/v1?x");
            TlsReporting reporting = reporting();
            day(reporting);
            clock.advance(Duration.ofHours(14));
            assertThat(reporting.reportNow())
                    .containsExactly("TLS report for example.org not sent to https://reports.example.org:" + web.port()
                            + "/v1?x now: status 503");
            web.answers("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n");
            assertThat(reporting.reportNow())
                    .containsExactly(
                            "TLS report for example.org sent to https://reports.example.org:" + web.port() + "/v1?x");
            assertThat(reporting.reportNow()).isEmpty();
            reporting.close();

            String request = web.requests().get(1);
            assertThat(request)
                    .startsWith("POST /v1?x HTTP/1.1\r\nHost: reports.example.org:" + web.port() + "\r\n")
                    .contains("Content-Type: application/tlsrpt+gzip\r\n");
            assertCounts(unpacked(request.split("\r\n\r\n", 2)[1].getBytes(StandardCharsets.ISO_8859_1)));
            assertThat(web.requests()).hasSize(2);
        }
    }

    @Test
    void results_survive_a_restart() throws Exception {
        TlsReporting first = reporting();
        day(first);
        first.list();
        first.close();
        TlsReporting second = reporting();
        day(second);
        assertThat(second.list())
                .containsExactly(
                        "example.org since 2026-03-01T00:00:00Z:" + " 8 sessions with TLS as it should be, 8 without");
        second.close();
    }

    @Test
    void tries_again_for_a_day_and_then_gives_up() throws Exception {
        TlsReporting reporting = reporting();
        day(reporting);
        clock.advance(Duration.ofHours(14));
        submissions.refuse(true);
        assertThat(reporting.reportNow())
                .containsExactly("TLS report for example.org not sent to reports@example.org now: the spool is full");
        dns.servfail("_smtp._tls.example.org");
        assertThat(reporting.reportNow().getFirst()).startsWith("TLS report for example.org not sent now: ");
        clock.advance(Duration.ofHours(25));
        assertThat(reporting.reportNow().getLast())
                .isEqualTo("TLS reports from 2026-03-01T00:00:00Z to 2026-03-02T00:00:00Z:"
                        + " given up what could not be sent");
        submissions.refuse(false);
        dns.recover();
        assertThat(reporting.reportNow()).isEmpty();
        reporting.close();
        assertThat(submissions.submitted()).isEmpty();
    }

    @Test
    void waits_after_the_end_of_the_day_for_as_long_as_it_is_told_to() throws Exception {
        ReportStore store = new ReportStore(directory.resolve("store"), 1 << 20, Observation.MAX_LINE);
        Reporter reporter = new Reporter(store, dns, submissions, () -> false);
        ReportSettings settings = ReportSettings.of(context).orElseThrow();
        store.append(
                List.of(Observation.ofFetch("example.org", new StsException(TlsFault.STS_POLICY_INVALID, "bad"))
                        .line(1)),
                clock.instant());
        Duration delay = Duration.ofHours(2);
        assertThat(reporter.run(settings, Instant.parse("2026-03-01T23:59:59Z"), delay))
                .isEmpty();
        assertThat(reporter.run(settings, Instant.parse("2026-03-02T01:59:59Z"), delay))
                .isEmpty();
        assertThat(reporter.run(settings, Instant.parse("2026-03-02T02:00:00Z"), delay))
                .hasSize(1);
        store.close();
        assertThat(ofMessage(submissions.submitted().getFirst().text()).toString())
                .contains("\"result-type\":\"sts-policy-invalid\",\"failed-session-count\":1,"
                        + "\"failure-reason-code\":\"bad\"");
    }

    @Test
    void sends_nothing_to_a_domain_that_wants_nothing() throws Exception {
        dns.remove("_smtp._tls.example.org");
        TlsReporting reporting = reporting();
        day(reporting);
        clock.advance(Duration.ofHours(14));
        assertThat(reporting.reportNow()).isEmpty();
        reporting.close();
        try (java.util.stream.Stream<Path> left = Files.list(directory.resolve("tls-rpt"))) {
            assertThat(left.map(Path::getFileName)).containsExactly(Path.of("lock"));
        }
    }

    @Test
    void collects_nothing_without_a_sender() throws Exception {
        TlsReporting reporting = new TlsReporting(Optional.of(directory.resolve("tls-rpt")), dns, submissions, clock);
        reporting.configured(TestContext.create());
        day(reporting);
        assertThat(reporting.list()).isEmpty();
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(reporting::reportNow)
                .withMessageContaining("tls_rpt_sender is not set");
        reporting.close();
    }

    @Test
    void says_that_the_sender_is_no_address() {
        TestContext wrong = TestContext.create().option(MtaStsOptions.TLS_RPT_SENDER, "nobody");
        TlsReporting nowhere = new TlsReporting(Optional.empty(), dns, submissions, clock);
        nowhere.configured(wrong);
        assertThat(wrong.log().lines(org.postern.api.MailLog.Stream.PANIC))
                .containsExactly("there will be no TLS reports: tls_rpt_sender is not an address: nobody");
    }

    @Test
    void a_report_is_bounded_whatever_there_is_to_tell() throws Exception {
        DomainReport report;
        Path file = directory.resolve("many.log");
        StringBuilder lines = new StringBuilder("junk\n");
        for (int i = 0; i < 5_000; i++) {
            lines.append("2\tsts\texample.org\t\t\tcertificate-expired\t\tmx")
                    .append(i)
                    .append("\t\t\n");
            lines.append("1\tsts\texample.org\tpolicy").append(i).append("\t\t\t\t\t\t\n");
        }
        Files.writeString(file, lines);
        report = DomainReport.of(file, Instant.EPOCH, Instant.EPOCH.plusSeconds(1))
                .getFirst();
        assertThat(report.policies()).hasSize(100);
        assertThat(report.policies().getFirst().failures()).isEqualTo(10_000);
        assertThat(report.policies().getFirst().details()).hasSize(PolicyFigures.MAX_DETAILS + 1);
    }

    @Test
    void the_command_shows_and_sends() throws Exception {
        TlsReporting reporting = reporting();
        TlsRptCommand command = new TlsRptCommand(reporting);
        day(reporting);
        assertThat(run(command)).startsWith("example.org since 2026-03-01T00:00:00Z: 4 sessions");
        assertThat(run(command, "show", "example.org")).contains("\"policy-type\":\"sts\"");
        assertThat(run(command, "report")).startsWith("TLS report for example.org sent to reports@example.org: id1");
        assertThat(run(command, "list")).isEmpty();
        for (List<String> words : List.of(List.of("nonsense"), List.of("show"), List.of("show", "example.net"))) {
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> run(command, words.toArray(new String[0])));
        }
        reporting.close();
    }

    private static String run(TlsRptCommand command, String... words) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        command.run(List.of(words), new PrintStream(out, true, StandardCharsets.ISO_8859_1));
        return out.toString(StandardCharsets.ISO_8859_1);
    }
}
