package org.postern.dmarc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import javax.xml.validation.Validator;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.api.AuthResult;
import org.postern.api.ExpansionException;
import org.postern.api.MailLog;
import org.postern.api.Phase;
import org.postern.api.mail.Address;
import org.postern.reports.ReportStore;
import org.postern.reports.Segment;
import org.postern.testkit.FakeDns;
import org.postern.testkit.FakeSubmissions;
import org.postern.testkit.FakeSubmissions.Submitted;
import org.postern.testkit.TestContext;
import org.postern.testkit.TestMessage;
import org.postern.testkit.TestSession;

@NullMarked
class AggregateReportsTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final Instant NEXT_DAY = Instant.parse("2026-11-22T00:10:00Z");

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Path directory;

    private Instant now = NOON;
    private final InstantSource clock = () -> now;
    private final FakeSubmissions submissions = new FakeSubmissions();
    private final FakeDns dns = FakeDns.of("""
            _dmarc.example.org   TXT v=DMARC1; p=reject; sp=quarantine; rua=mailto:agg@example.org
            _dmarc.test.example  TXT v=DMARC1; p=quarantine; t=y; rua=mailto:a@test.example, mailto:b@asked.example!1g, mailto:c@other.example
            test.example._report._dmarc.asked.example TXT v=DMARC1
            _dmarc.small.example TXT v=DMARC1; p=none; rua=mailto:a@small.example!100
            _dmarc.silent.example TXT v=DMARC1; p=none
            """);
    private final TestContext main = TestContext.create()
            .option(DmarcOptions.DMARC_REPORT_SENDER, "DMARC reports <dmarc@here.example>")
            .option(DmarcOptions.DMARC_REPORT_ORG_NAME, "Here & There")
            .option(DmarcOptions.DMARC_REPORT_CONTACT, "https://here.example/dmarc")
            .variable("primary_hostname", "mx.here.example");

    private Reporting reporting() {
        Reporting reporting = new Reporting(Optional.of(directory.resolve("dmarc")), dns, submissions, clock);
        reporting.configured(main);
        return reporting;
    }

    /// A message whose SPF passes for `mailFrom`, or not.
    private void receive(Reporting reporting, String from, String mailFrom, String spf, String client) {
        DmarcPlugin plugin = new DmarcPlugin(dns, submissions, reporting, clock, new Random(1));
        TestContext context = TestContext.in(Phase.DATA)
                .session(TestSession.from(client))
                .message(TestMessage.from(mailFrom).header("From", from).body("text\r\n"))
                .contributions(plugin.contributions());
        new AuthResult(
                        "spf",
                        spf,
                        "",
                        List.of(new AuthResult.Property(
                                "smtp", "mailfrom", mailFrom.substring(mailFrom.indexOf('@') + 1))))
                .addTo(context);
        new AuthResult(
                        "dkim",
                        "fail",
                        "",
                        List.of(
                                new AuthResult.Property("header", "d", "lists.example"),
                                new AuthResult.Property("header", "s", "<s>&\"\u00e9")))
                .addTo(context);
        try {
            assertThat(context.variable("dmarc_status")).isPresent();
            reporting.list(); // which waits until it is written
        } catch (IOException | ExpansionException e) {
            throw new IllegalStateException(e);
        }
    }

    private void receiveAll(Reporting reporting) {
        for (int i = 0; i < 3; i++) {
            receive(reporting, "a@example.org", "a@example.org", "pass", "192.0.2.1");
        }
        receive(reporting, "a@example.org", "x@evil.example", "pass", "2001:db8::1");
        receive(reporting, "a@sub.example.org", "x@evil.example", "pass", "2001:db8::1");
        receive(reporting, "a@test.example", "", "none", "192.0.2.7");
        receive(reporting, "a@silent.example", "x@y.example", "fail", "192.0.2.8");
    }

    private static String xml(Submitted report) {
        String body =
                report.text().split("base64\r\n", 2)[1].split("\r\n\r\n", 2)[1].split("\r\n--", 2)[0];
        try (GZIPInputStream in = new GZIPInputStream(
                new ByteArrayInputStream(Base64.getMimeDecoder().decode(body)))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void validate(String xml) throws Exception {
        SchemaFactory factory = SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI);
        factory.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
        Validator validator = factory.newSchema(AggregateReportsTest.class.getResource("/dmarc-xml-0.2.xsd"))
                .newValidator();
        validator.validate(new StreamSource(new StringReader(xml)));
    }

    @Test
    void the_schema_takes_the_example_of_the_rfc_and_refuses_another_order() throws Exception {
        String sample;
        try (var in = AggregateReportsTest.class.getResourceAsStream("/conformance/parsedmarc-rfc9990-sample.xml")) {
            sample = new String(java.util.Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
        validate(sample);
        assertThatThrownBy(() -> validate(sample.replace("disposition", "position")))
                .isInstanceOf(org.xml.sax.SAXException.class);
    }

    @Test
    void reports_a_day_after_its_end() throws Exception {
        try (Closing reporting = new Closing(reporting())) {
            receiveAll(reporting.reporting());
            assertThat(reporting.reporting().list())
                    .containsExactly(
                            "example.org since 2026-11-21T00:00:00Z: 5 messages",
                            "test.example since 2026-11-21T00:00:00Z: 1 messages");
            now = NEXT_DAY;
            List<String> done = reporting.reporting().reportNow();

            assertThat(done)
                    .containsExactly(
                            "DMARC aggregate report for example.org sent to agg@example.org: id1",
                            "DMARC aggregate report for test.example sent to a@test.example: id2",
                            "DMARC aggregate report for test.example sent to b@asked.example: id3",
                            "DMARC aggregate report for test.example not sent to c@other.example: it does not ask for "
                                    + "reports about test.example");
            assertThat(main.log().lines(MailLog.Stream.MAIN)).containsAll(done);
            for (Submitted report : submissions.submitted()) {
                validate(xml(report));
            }
            assertThat(reporting.reporting().list()).isEmpty();
        }
    }

    @Test
    void counts_messages_of_a_kind_together() throws Exception {
        try (Closing reporting = new Closing(reporting())) {
            receiveAll(reporting.reporting());
            now = NEXT_DAY;
            reporting.reporting().reportNow();
        }
        String xml = xml(submissions.submitted().getFirst());
        assertThat(xml)
                .contains(
                        "<feedback xmlns=\"urn:ietf:params:xml:ns:dmarc-2.0\">",
                        "<org_name>Here &amp; There</org_name>",
                        "<email>dmarc@here.example</email>",
                        "<extra_contact_info>https://here.example/dmarc</extra_contact_info>",
                        "<begin>1795219200</begin>",
                        "<end>1795305599</end>",
                        "<domain>example.org</domain>",
                        "<sp>quarantine</sp>",
                        "<discovery_method>treewalk</discovery_method>",
                        "<count>3</count>",
                        "<disposition>pass</disposition>",
                        "<disposition>reject</disposition>",
                        "<disposition>quarantine</disposition>",
                        "<header_from>sub.example.org</header_from>",
                        "<envelope_from>evil.example</envelope_from>",
                        "<source_ip>2001:db8::1</source_ip>",
                        "<selector>&lt;s&gt;&amp;\"?</selector>");
        assertThat(xml.split("<record>", -1)).hasSize(4);
        String tested = xml(submissions.submitted().get(1));
        assertThat(tested)
                .contains("<testing>y</testing>", "<type>policy_test_mode</type>", "<disposition>none</disposition>");
    }

    @Test
    void names_file_and_subject_as_the_rfc_says() throws Exception {
        try (Closing reporting = new Closing(reporting())) {
            receiveAll(reporting.reporting());
            now = NEXT_DAY;
            reporting.reporting().reportNow();
        }
        Submitted report = submissions.submitted().getFirst();
        assertThat(report.field("Subject").replaceAll("\r\n", ""))
                .isEqualTo("Report Domain: example.org Submitter: mx.here.example "
                        + "Report-ID: <1795219200.1795305600.example.org@mx.here.example>");
        assertThat(report.text())
                .contains("filename=\"mx.here.example!example.org!1795219200!1795305599.xml.gz\"")
                .contains("Content-Type: application/gzip;");
        assertThat(report.field("From")).isEqualTo("DMARC reports <dmarc@here.example>");
        assertThat(report.message().returnPath()).isEqualTo(new Address("dmarc", "here.example"));
        assertThat(report.to()).isEqualTo("[agg@example.org]");
    }

    @Test
    void reports_nothing_unless_a_sender_is_named() throws Exception {
        Reporting reporting = new Reporting(Optional.of(directory.resolve("dmarc")), dns, submissions, clock);
        reporting.configured(TestContext.create().variable("primary_hostname", "mx.here.example"));
        try (Closing _ = new Closing(reporting)) {
            receiveAll(reporting);
            now = NEXT_DAY;
            assertThatThrownBy(reporting::reportNow)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("dmarc_report_sender is not set");
            assertThat(submissions.submitted()).isEmpty();
        }
    }

    @Test
    void does_not_send_what_is_too_long_for_the_place() throws Exception {
        try (Closing reporting = new Closing(reporting())) {
            receive(reporting.reporting(), "a@small.example", "x@y.example", "fail", "192.0.2.8");
            now = NEXT_DAY;
            assertThat(reporting.reporting().reportNow())
                    .containsExactly(
                            "DMARC aggregate report for small.example not sent to a@small.example: it is too long");
        }
        assertThat(submissions.submitted()).isEmpty();
    }

    @Test
    void ends_the_period_early_if_asked_so_that_no_two_overlap() throws Exception {
        try (Closing reporting = new Closing(reporting())) {
            receive(reporting.reporting(), "a@example.org", "a@example.org", "pass", "192.0.2.1");
            assertThat(reporting.reporting().reportNow()).hasSize(1);
            assertThat(reporting.reporting().reportNow()).isEmpty();
            now = NOON.plusSeconds(60);
            receive(reporting.reporting(), "a@example.org", "a@example.org", "pass", "192.0.2.1");
            now = NEXT_DAY;
            reporting.reporting().reportNow();
        }
        assertThat(xml(submissions.submitted().get(0))).contains("<begin>1795219200</begin>", "<end>1795262399</end>");
        assertThat(xml(submissions.submitted().get(1))).contains("<begin>1795262400</begin>", "<end>1795305599</end>");
    }

    @Test
    void sends_what_was_refused_at_the_next_run_and_nothing_twice() throws Exception {
        try (Closing reporting = new Closing(reporting())) {
            receiveAll(reporting.reporting());
            now = NEXT_DAY;
            submissions.refuse(true);
            assertThat(reporting.reporting().reportNow())
                    .contains(
                            "DMARC aggregate report for example.org not sent to agg@example.org now: the spool is full");
        }
        submissions.refuse(false);
        dns.servfail("test.example._report._dmarc.asked.example");
        try (Closing reporting = new Closing(reporting())) {
            assertThat(reporting.reporting().reportNow())
                    .contains("DMARC aggregate report for example.org sent to agg@example.org: id1")
                    .anyMatch(line -> line.contains("not sent to b@asked.example now: "));
        }
        dns.recover();
        try (Closing reporting = new Closing(reporting())) {
            assertThat(reporting.reporting().reportNow())
                    .containsExactly("DMARC aggregate report for test.example sent to b@asked.example: id3");
            assertThat(reporting.reporting().reportNow()).isEmpty();
        }
        assertThat(submissions.submitted()).hasSize(3);
    }

    @Test
    void gives_up_after_three_days() throws Exception {
        submissions.refuse(true);
        try (Closing reporting = new Closing(reporting())) {
            receiveAll(reporting.reporting());
            now = NEXT_DAY.plus(Duration.ofDays(3));
            assertThat(reporting.reporting().reportNow())
                    .last()
                    .isEqualTo("DMARC aggregate reports from 2026-11-21T00:00:00Z to 2026-11-22T00:00:00Z: given up "
                            + "what could not be sent");
            assertThat(reporting.reporting().list()).isEmpty();
        }
    }

    @Test
    void keeps_results_over_a_restart_and_passes_over_a_torn_line() throws Exception {
        try (Closing reporting = new Closing(reporting())) {
            receive(reporting.reporting(), "a@example.org", "a@example.org", "pass", "192.0.2.1");
            reporting.reporting().list();
        }
        Path file = directory.resolve("dmarc/open-1795219200.log");
        Files.writeString(file, "example.org\tv%3DDMARC1", StandardOpenOption.APPEND);
        try (Closing reporting = new Closing(reporting())) {
            receive(reporting.reporting(), "a@example.org", "a@example.org", "pass", "192.0.2.1");
            assertThat(reporting.reporting().list())
                    .containsExactly("example.org since 2026-11-21T00:00:00Z: 2 messages");
        }
        assertThat(Files.readString(file).lines()).hasSize(2);
    }

    @Test
    void is_used_by_one_at_a_time() throws Exception {
        Path place = directory.resolve("dmarc");
        ReportStore first = new ReportStore(place, 1000, Observation.MAX_LINE);
        ReportStore second = new ReportStore(place, 1000, Observation.MAX_LINE);
        first.append(List.of("a"), NOON);
        assertThatThrownBy(() -> second.append(List.of("b"), NOON))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is in use");
        first.close();
        assertThat(second.append(List.of("b"), NOON)).isZero();
        assertThatThrownBy(() -> first.append(List.of("c"), NOON)).hasMessageContaining("is closed");
        second.close();
        assertThat(Files.readString(place.resolve("open-1795219200.log"))).isEqualTo("a\nb\n");
    }

    @Test
    void mends_what_a_crash_has_left_while_a_period_ended() throws Exception {
        Path place = directory.resolve("dmarc");
        try (ReportStore store = new ReportStore(place, 1000, Observation.MAX_LINE)) {
            store.append(List.of("a"), NOON);
            Files.createFile(place.resolve("open-1795262400.log"));
            store.append(List.of("b"), NOON.plusSeconds(1));
            assertThat(store.ended())
                    .containsExactly(new Segment(
                            place.resolve("1795219200-1795262400.log"), NOON.minus(Duration.ofHours(12)), NOON));
            assertThat(Files.readString(place.resolve("open-1795262400.log"))).isEqualTo("b\n");
            assertThat(Files.getPosixFilePermissions(place)).hasSize(3);
        }
    }

    @Test
    void is_bounded_in_size() throws Exception {
        try (ReportStore store = new ReportStore(directory.resolve("dmarc"), 100, Observation.MAX_LINE)) {
            List<String> lines =
                    IntStream.range(10, 60).mapToObj(String::valueOf).toList();
            assertThat(store.append(lines, NOON)).isEqualTo(17);
            assertThat(store.append(lines, NOON)).isEqualTo(50);
            assertThat(store.append(List.of("x".repeat(Observation.MAX_LINE + 1)), NEXT_DAY))
                    .isEqualTo(1);
        }
    }

    @Test
    void bounds_the_rows_of_a_report() throws Exception {
        AggregateReport report = new AggregateReport("example.org", NOON, NEXT_DAY);
        for (int i = 0; i < AggregateReport.MAX_ROWS + 5; i++) {
            report.add(observation("192.0.2." + i));
            report.add(observation("192.0.2.0"));
        }
        assertThat(report.ordered()).hasSize(AggregateReport.MAX_ROWS);
        assertThat(report.leftOut()).isEqualTo(5);
        String xml = AggregateXml.of(report, ReportSettings.of(main).orElseThrow());
        validate(xml);
        assertThat(xml).contains("<error>5 messages are left out: there are too many different ones.</error>");
    }

    @Test
    void bounds_the_rows_of_all_reports_of_a_day() throws Exception {
        Path file = directory.resolve("lines");
        List<String> lines = IntStream.range(0, 60_000)
                .mapToObj(i ->
                        observation("d" + i % 7 + ".example", "192.0.2." + i).line())
                .toList();
        Files.write(file, lines, StandardCharsets.ISO_8859_1);
        List<AggregateReport> reports = AggregateReport.of(file, NOON, NEXT_DAY);
        assertThat(reports).hasSize(7);
        assertThat(reports.stream().mapToInt(report -> report.ordered().size()).sum())
                .isEqualTo(50_000);
        assertThat(reports.stream().mapToLong(AggregateReport::messages).sum()).isEqualTo(60_000);
    }

    private static Observation observation(String client) {
        return observation("example.org", client);
    }

    private static Observation observation(String domain, String client) {
        Observation.Row row = new Observation.Row(
                client, "none", false, false, false, "example.org", "", List.of(), Optional.empty());
        return new Observation(domain, "v=DMARC1; p=none; rua=mailto:a@example.org", "psl", row);
    }

    @Test
    void leaves_out_signatures_or_all_of_a_message_that_is_too_long() {
        Observation.Row row = new Observation.Row(
                "192.0.2.1",
                "none",
                false,
                false,
                false,
                "example.org",
                "",
                Stream.generate(() -> Identifier.dkim("example.org", "pass", "s".repeat(1000)))
                        .limit(20)
                        .toList(),
                Optional.empty());
        assertThat(new Observation("example.org", "v=DMARC1", "psl", row).shortLine())
                .hasValueSatisfying(line -> assertThat(line).hasSizeLessThan(200));
        assertThat(new Observation("example.org", "v=DMARC1" + " ".repeat(9000), "psl", row).shortLine())
                .isEmpty();
    }

    @Test
    void tells_no_place_of_hostile_text() throws Exception {
        Observation.Row row = new Observation.Row(
                "</source_ip><x>",
                "]]>",
                false,
                false,
                false,
                "a\u0000&b;\r\n<!ENTITY",
                "\u00ff<",
                List.of(Identifier.dkim("<d>", "<r>", "<s>")),
                Optional.of(Identifier.spf("&", "pass</result>")));
        AggregateReport report = new AggregateReport("example.org", NOON, NEXT_DAY);
        report.add(new Observation("example.org", "v=DMARC1; p=none; rua=mailto:a@example.org", "<", row));
        String xml = AggregateXml.of(report, ReportSettings.of(main).orElseThrow());
        validate(xml);
        assertThat(xml)
                .contains("<source_ip>&lt;/source_ip&gt;&lt;x&gt;</source_ip>")
                .doesNotContain("<!ENTITY");
    }

    @Test
    void the_command_lists_shows_and_reports() throws Exception {
        try (Closing reporting = new Closing(reporting())) {
            receiveAll(reporting.reporting());
            DmarcCommand command = new DmarcCommand(reporting.reporting());
            assertThat(output(command, "list")).contains("example.org since 2026-11-21T00:00:00Z: 5 messages\n");
            assertThat(output(command, "show", "example.org")).contains("<count>3</count>");
            assertThat(submissions.submitted()).isEmpty();
            assertThat(output(command, "report")).contains("for example.org sent to agg@example.org: id1\n");
            assertThatThrownBy(() -> output(command, "show", "nobody.example"))
                    .hasMessage("there is nothing to report about nobody.example");
            assertThatThrownBy(() -> output(command, "send")).hasMessageStartingWith("usage: ");
        }
    }

    private static String output(DmarcCommand command, String... words) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        command.run(List.of(words), new PrintStream(out, true, StandardCharsets.ISO_8859_1));
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    /// Closes reports at the end of a block.
    private record Closing(Reporting reporting) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            reporting.close();
        }
    }
}
