package org.postern.dmarc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.api.AuthResult;
import org.postern.api.ExpansionException;
import org.postern.api.MailLog.Stream;
import org.postern.api.Phase;
import org.postern.api.Text;
import org.postern.api.config.ConfigException;
import org.postern.api.mail.Address;
import org.postern.spi.AclCondition;
import org.postern.spi.AclCondition.Outcome;
import org.postern.spi.AclModifier;
import org.postern.spi.Contribution;
import org.postern.testkit.FakeDns;
import org.postern.testkit.FakeSubmissions;
import org.postern.testkit.TestCompiler;
import org.postern.testkit.TestContext;
import org.postern.testkit.TestMessage;
import org.postern.testkit.TestSession;
import org.postern.testkit.TestSettings;

@NullMarked
class DmarcPluginTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-21T12:00:00Z"));

    private final FakeDns dns = FakeDns.of("""
            _dmarc.example.org      TXT v=DMARC1; p=reject; sp=quarantine; rua=mailto:agg@example.org; ruf=mailto:fail@example.org
            _dmarc.quiet.example    TXT v=DMARC1; p=none; aspf=s; adkim=s
            _dmarc.broken.example   TXT v=DMARC1; p=nonsense
            _dmarc.both.example     TXT v=DMARC1; p=reject; fo=1; ruf=mailto:a@both.example,mailto:b@elsewhere.example,mailto:c@asked.example!1k
            both.example._report._dmarc.asked.example TXT v=DMARC1; ruf=mailto:d@asked.example
            _dmarc.small.example    TXT v=DMARC1; p=reject; ruf=mailto:a@small.example!1k
            _dmarc.suffix.example   TXT v=DMARC1; p=reject; psd=y; ruf=mailto:a@suffix.example
            _dmarc.old.example      TXT v=DMARC1; p=reject; pct=0
            _dmarc.down.example     SERVFAIL
            a.example.org           A 192.0.2.80
            example.org             TXT v=spf1 -all
            """);
    private final FakeSubmissions submissions = new FakeSubmissions();
    private final DmarcPlugin plugin = plugin(dns);

    private DmarcPlugin plugin(FakeDns other) {
        return new DmarcPlugin(
                other, submissions, new Reporting(Optional.empty(), other, submissions, CLOCK), CLOCK, new Random(1));
    }

    private TestContext context(String from) {
        return context(TestMessage.from("bounce@sender.example").header("From", from));
    }

    private TestContext context(TestMessage message) {
        return TestContext.in(Phase.DATA)
                .session(TestSession.from("192.0.2.1").ehlo("mx.sender.example"))
                .message(message.body("text\r\n"))
                .at(CLOCK.instant())
                .variable("primary_hostname", "here.example")
                .variable("qualify_domain", "here.example")
                .contributions(plugin.contributions());
    }

    private static TestContext spf(TestContext context, String result, String domain) {
        new AuthResult("spf", result, "", List.of(new AuthResult.Property("smtp", "mailfrom", domain))).addTo(context);
        return context;
    }

    private static TestContext dkim(TestContext context, String result, String domain) {
        new AuthResult(
                        "dkim",
                        result,
                        "",
                        List.of(
                                new AuthResult.Property("header", "d", domain),
                                new AuthResult.Property("header", "s", "sel")))
                .addTo(context);
        return context;
    }

    private AclCondition condition() {
        return plugin.contributions().stream()
                .filter(AclCondition.class::isInstance)
                .map(AclCondition.class::cast)
                .findFirst()
                .orElseThrow();
    }

    private void control(String name, TestContext context) throws Exception {
        AclModifier control = plugin.contributions().stream()
                .filter(AclModifier.class::isInstance)
                .map(AclModifier.class::cast)
                .filter(modifier -> modifier.name().equals(name))
                .findFirst()
                .orElseThrow();
        control.compile("", new TestCompiler()).apply(context);
    }

    private boolean matches(String list, TestContext context) throws Exception {
        return condition().compile(list, new TestCompiler()).test(context) instanceof Outcome.Match;
    }

    private static String value(TestContext context, String name) throws ExpansionException {
        return context.variable(name).map(Text::value).orElseThrow();
    }

    private static AuthResult own(TestContext context) {
        return context.get(AuthResult.RESULTS).orElse(List.of()).stream()
                .filter(result -> result.method().equals("dmarc"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void contributes_what_exim_has() {
        assertThat(plugin.contributions())
                .extracting(Contribution::name)
                .containsExactly(
                        "dmarc_status",
                        "dmarc_disable_verify",
                        "dmarc_verify_disable",
                        "dmarc_enable_forensic",
                        "dmarc_forensic_enable",
                        "dmarc_status",
                        "dmarc_status_text",
                        "dmarc_used_domain",
                        "dmarc_domain_policy",
                        "dmarc_alignment_spf",
                        "dmarc_alignment_dkim",
                        "dmarc_ar_header");
        assertThat(plugin.options().getFirst().options())
                .extracting(Object::toString)
                .containsExactly(
                        "dmarc_tld_file",
                        "dmarc_history_file",
                        "dmarc_forensic_sender",
                        "dmarc_report_sender",
                        "dmarc_report_org_name",
                        "dmarc_report_contact");
        assertThat(condition().phases()).containsExactly(Phase.DATA);
    }

    @Test
    void rejects_what_the_policy_rejects() throws Exception {
        TestContext context = spf(context("a@example.org"), "pass", "sender.example");
        assertThat(matches("reject", context)).isTrue();
        assertThat(value(context, "dmarc_status")).isEqualTo("reject");
        assertThat(value(context, "dmarc_status_text")).isEqualTo("Reject");
        assertThat(value(context, "dmarc_used_domain")).isEqualTo("example.org");
        assertThat(value(context, "dmarc_domain_policy")).isEqualTo("reject");
        assertThat(value(context, "dmarc_alignment_spf")).isEqualTo("no");
        assertThat(value(context, "dmarc_alignment_dkim")).isEqualTo("no");
        assertThat(context.variable("dmarc_used_domain").orElseThrow().tainted())
                .isTrue();
        assertThat(value(context, "dmarc_ar_header"))
                .isEqualTo("Authentication-Results: here.example; dmarc=fail header.from=example.org");
        assertThat(own(context))
                .isEqualTo(new AuthResult(
                        "dmarc",
                        "fail",
                        "",
                        List.of(
                                new AuthResult.Property("header", "from", "example.org"),
                                new AuthResult.Property("policy", "dmarc", "reject"))));
        assertThat(context.log().lines(Stream.MAIN))
                .containsExactly("DMARC results: spf_domain=sender.example "
                        + "dmarc_domain=example.org spf_align=no dkim_align=no enforcement='Reject'");
    }

    @Test
    void accepts_an_aligned_pass() throws Exception {
        assertThat(matches("accept", spf(context("a@example.org"), "pass", "mail.example.org")))
                .isTrue();
        TestContext context = dkim(dkim(context("a@example.org"), "fail", "x.example"), "pass", "example.org");
        assertThat(matches("accept", context)).isTrue();
        assertThat(value(context, "dmarc_alignment_spf")).isEqualTo("no");
        assertThat(value(context, "dmarc_alignment_dkim")).isEqualTo("yes");
        assertThat(own(context).result()).isEqualTo("pass");
    }

    @Test
    void takes_helo_for_a_bounce() throws Exception {
        TestContext context = context(TestMessage.from("").header("From", "a@example.org"));
        new AuthResult("spf", "pass", "", List.of(new AuthResult.Property("smtp", "helo", "mx.example.org")))
                .addTo(context);
        assertThat(matches("accept", context)).isTrue();
    }

    @Test
    void reads_the_list_from_left_to_right_with_negation() throws Exception {
        assertThat(matches("none : quarantine", context("a@a.example.org"))).isTrue();
        assertThat(matches("!accept", context("a@example.org"))).isTrue();
        assertThat(matches("! reject", context("a@example.org"))).isFalse();
        assertThat(matches("none", context("a@quiet.example"))).isTrue();
        assertThat(matches("norecord", context("a@nothing.example"))).isTrue();
    }

    @Test
    void refuses_a_word_that_names_no_result_when_the_configuration_is_read() {
        assertThatThrownBy(() -> condition().compile("reject : quarantain", new TestCompiler()))
                .isInstanceOf(ConfigException.class)
                .hasMessage("not a DMARC result: quarantain; there are accept, reject, quarantine, none, norecord, "
                        + "nofrom, temperror, off");
        assertThatThrownBy(() -> condition().compile("", new TestCompiler())).isInstanceOf(ConfigException.class);
    }

    @Test
    void defers_on_an_expanded_list_that_is_wrong() throws Exception {
        TestContext context = context("a@example.org").variable("words", "nonsense");
        assertThatThrownBy(() -> matches("$words", context))
                .isInstanceOf(ExpansionException.class)
                .hasMessageContaining("not a DMARC result: nonsense");
        assertThat(matches("$words", context.variable("words", "reject"))).isTrue();
    }

    @Test
    void is_temperror_when_the_dns_gives_no_answer() throws Exception {
        TestContext context = spf(context("a@down.example"), "pass", "down.example");
        assertThat(matches("temperror", context)).isTrue();
        assertThat(matches("error", context)).isTrue();
        assertThat(matches("accept : reject : none : norecord", context)).isFalse();
        assertThat(value(context, "dmarc_status_text")).startsWith("Temporary error: ");
        assertThat(own(context).result()).isEqualTo("temperror");
    }

    @Test
    void is_temperror_when_an_aligned_check_is_and_nothing_passes() throws Exception {
        assertThat(matches("temperror", spf(context("a@example.org"), "temperror", "m.example.org")))
                .isTrue();
        assertThat(matches("temperror", dkim(context("a@example.org"), "temperror", "example.org")))
                .isTrue();
        assertThat(matches(
                        "accept",
                        dkim(spf(context("a@example.org"), "temperror", "m.example.org"), "pass", "example.org")))
                .isTrue();
    }

    @Test
    void is_not_put_off_by_the_dns_of_strangers() throws Exception {
        TestContext context =
                dkim(spf(context("a@example.org"), "temperror", "down.example"), "pass", "x.down.example");
        assertThat(matches("reject", context)).isTrue();
    }

    @Test
    void knows_no_author_without_one_domain() throws Exception {
        assertThat(matches("nofrom", context("a@example.org, b@quiet.example"))).isTrue();
        assertThat(matches("nofrom", context("undisclosed:;"))).isTrue();
        assertThat(matches("nofrom", context("a@[192.0.2.1]"))).isTrue();
        assertThat(matches("nofrom", context(TestMessage.from("a@x.example")))).isTrue();
        assertThat(matches(
                        "nofrom",
                        context(TestMessage.from("a@x.example")
                                .header("From", "a@example.org")
                                .header("From", "b@example.org"))))
                .isTrue();
        assertThat(matches("reject", context("a@example.org, \"b, c\" <b@EXAMPLE.org>")))
                .isTrue();
        TestContext context = context("a");
        assertThat(matches("nofrom", context)).isTrue();
        assertThat(own(context).result()).isEqualTo("permerror");
    }

    @Test
    void looks_up_a_domain_in_utf8_as_a_labels() throws Exception {
        dns.txt("_dmarc.xn--bcher-kva.example", "v=DMARC1; p=reject");
        String domain = new String("bücher.example".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        TestContext context = context("a@" + domain);
        assertThat(matches("reject", context)).isTrue();
        assertThat(value(context, "dmarc_used_domain")).isEqualTo("xn--bcher-kva.example");
    }

    @Test
    void says_that_a_record_is_wrong() throws Exception {
        TestContext context = context("a@broken.example");
        assertThat(matches("norecord", context)).isTrue();
        assertThat(own(context).result()).isEqualTo("permerror");
        assertThat(value(context, "dmarc_status_text"))
                .isEqualTo("No DMARC record: the record of broken.example is wrong");
        assertThat(value(context, "dmarc_domain_policy")).isEmpty();
    }

    @Test
    void takes_pct_0_of_an_old_record_for_a_test() throws Exception {
        TestContext context = context("a@old.example");
        assertThat(matches("quarantine", context)).isTrue();
        assertThat(value(context, "dmarc_domain_policy")).isEqualTo("reject");
    }

    @Test
    void checks_a_message_once() throws Exception {
        TestContext context = context("a@example.org");
        matches("reject", context);
        int asked = dns.questions().size();
        matches("accept", context);
        value(context, "dmarc_status");
        assertThat(dns.questions()).hasSize(asked);
        assertThat(context.log().lines(Stream.MAIN)).hasSize(1);
    }

    @Test
    void checks_when_a_variable_asks_in_the_data_acl_only() throws Exception {
        TestContext context = context("a@example.org").phase(Phase.RCPT);
        assertThat(value(context, "dmarc_status")).isEmpty();
        assertThat(dns.questions()).isEmpty();
        assertThat(value(context.phase(Phase.DATA), "dmarc_status")).isEqualTo("reject");
        assertThat(value(context.phase(Phase.QUIT), "dmarc_status")).isEqualTo("reject");
    }

    @Test
    void is_off_for_authenticated_clients_and_local_mail() throws Exception {
        TestContext authenticated =
                context("a@example.org").session(TestSession.from("192.0.2.1").authenticated("user"));
        assertThat(matches("off", authenticated)).isTrue();
        TestContext local = TestContext.in(Phase.DATA)
                .message(TestMessage.from("a@x.example").header("From", "a@example.org"))
                .contributions(plugin.contributions());
        assertThat(matches("off", local)).isTrue();
        assertThat(local.get(AuthResult.RESULTS)).isEmpty();
        assertThat(dns.questions()).isEmpty();
    }

    @Test
    void is_off_by_the_control_for_the_message_or_the_connection() throws Exception {
        for (String name : List.of("dmarc_disable_verify", "dmarc_verify_disable")) {
            TestContext context = context("a@example.org");
            control(name, context);
            assertThat(matches("off", context)).isTrue();
            assertThat(value(context, "dmarc_status_text")).isEqualTo("Off");
            context.nextMessage(TestMessage.from("b@x.example")
                    .header("From", "a@example.org")
                    .body(""));
            assertThat(matches("reject", context)).isTrue();
        }
        TestContext early = TestContext.in(Phase.CONNECT).session(TestSession.from("192.0.2.1"));
        control("dmarc_disable_verify", early);
        early.phase(Phase.DATA)
                .message(TestMessage.from("b@x.example").header("From", "a@example.org"))
                .contributions(plugin.contributions());
        assertThat(matches("off", early)).isTrue();
    }

    @Test
    void refuses_options_of_controls_and_warns_of_older_names() throws Exception {
        AclModifier older = plugin.contributions().stream()
                .filter(contribution -> contribution.name().equals("dmarc_verify_disable"))
                .map(AclModifier.class::cast)
                .findFirst()
                .orElseThrow();
        assertThatThrownBy(() -> older.compile("now", new TestCompiler())).isInstanceOf(ConfigException.class);
        TestCompiler compiler = new TestCompiler();
        older.compile("", compiler);
        assertThat(compiler.warnings())
                .containsExactly("control = dmarc_verify_disable is called dmarc_disable_verify today");
        assertThat(older.phases()).contains(Phase.RCPT, Phase.CONNECT).doesNotContain(Phase.DATA, Phase.NOT_SMTP);
    }

    @Test
    void takes_the_organisational_domain_from_a_list(@TempDir Path directory) throws Exception {
        Path list = Files.writeString(directory.resolve("list"), "// suffixes\norg\nexample\nexample.org\n");
        TestContext context = spf(context("a@a.example.org"), "pass", "example.org")
                .option(DmarcOptions.DMARC_TLD_FILE, list.toString());
        assertThat(matches("norecord", context)).isTrue();
        TestContext missing = context("a@example.org")
                .option(DmarcOptions.DMARC_TLD_FILE, directory.resolve("no").toString());
        assertThat(matches("temperror", missing)).isTrue();
        assertThat(missing.log().lines(Stream.PANIC)).first().asString().contains("dmarc_tld_file: cannot read");
    }

    @Test
    void writes_what_opendmarc_import_reads(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("history");
        TestContext context = dkim(spf(context("a@example.org"), "softfail", "sender.example"), "pass", "other.example")
                .option(DmarcOptions.DMARC_HISTORY_FILE, file.toString());
        assertThat(matches("reject", context)).isTrue();
        assertThat(Files.readString(file)).isEqualTo("""
                job 1vZZZZ-000000000001-0001
                reporter here.example
                received 1795262400
                ipaddr 192.0.2.1
                from example.org
                mfrom sender.example
                spf 2
                dkim other.example sel 0
                pdomain example.org
                policy 16
                rua mailto:agg@example.org
                pct 100
                adkim 114
                aspf 114
                p 114
                sp 113
                arc 11
                arc_policy 1 json:[]
                align_dkim 5
                align_spf 5
                action 0
                """);
        matches(
                "accept",
                spf(context("a@quiet.example"), "pass", "quiet.example")
                        .option(DmarcOptions.DMARC_HISTORY_FILE, file.toString()));
        assertThat(Files.readString(file)).contains("action 0\njob ", "policy 15\nrua -\n", "aspf 115\n", "action 2\n");
    }

    @Test
    void says_so_if_the_history_cannot_be_written(@TempDir Path directory) throws Exception {
        TestContext context = context("a@example.org").option(DmarcOptions.DMARC_HISTORY_FILE, directory.toString());
        assertThat(matches("reject", context)).isTrue();
        assertThat(context.log().lines(Stream.PANIC)).first().asString().startsWith("dmarc_history_file: ");
        TestContext tainted = context("a@example.org")
                .option(DmarcOptions.DMARC_HISTORY_FILE, "$name")
                .variable("name", Text.tainted("/tmp/x"));
        assertThat(matches("reject", tainted)).isTrue();
        assertThat(tainted.log().lines(Stream.PANIC)).first().asString().contains("tainted");
    }

    @Test
    void sends_no_failure_report_without_the_control() throws Exception {
        matches("reject", context("a@example.org"));
        assertThat(submissions.submitted()).isEmpty();
    }

    private TestContext reported(TestContext context) throws Exception {
        control("dmarc_enable_forensic", context);
        condition().compile("reject", new TestCompiler()).test(context);
        return context;
    }

    @Test
    void reports_a_failure_from_dsn_from() throws Exception {
        TestContext context = reported(spf(context("a@example.org"), "fail", "example.org"));
        assertThat(submissions.submitted()).hasSize(1);
        FakeSubmissions.Submitted report = submissions.submitted().getFirst();
        assertThat(report.to()).isEqualTo("[fail@example.org]");
        assertThat(report.message().returnPath()).isEqualTo(Address.NULL);
        assertThat(report.field("From")).isEqualTo("Mail Delivery System <Mailer-Daemon@here.example>");
        assertThat(report.text())
                .contains(
                        "Content-Type: multipart/report; report-type=feedback-report;",
                        "Feedback-Type: auth-failure\r\n",
                        "Auth-Failure: dmarc\r\n",
                        "Identity-Alignment: dkim, spf\r\n",
                        "SPF-DNS: txt : example.org : \"v=spf1 -all\"\r\n",
                        "Source-IP: 192.0.2.1\r\n",
                        "Reported-Domain: example.org\r\n",
                        "From: a@example.org\r\n")
                .doesNotContain("\r\n\r\ntext\r\n");
        assertThat(context.log().lines(Stream.MAIN))
                .last()
                .asString()
                .endsWith("DMARC failure report sent to fail@example.org: id1");
    }

    @Test
    void reports_a_failure_from_the_sender_of_the_option() throws Exception {
        reported(context("a@example.org").option(DmarcOptions.DMARC_FORENSIC_SENDER, "DMARC <dmarc@here.example>"));
        FakeSubmissions.Submitted report = submissions.submitted().getFirst();
        assertThat(report.message().returnPath()).isEqualTo(new Address("dmarc", "here.example"));
        assertThat(report.field("From")).isEqualTo("DMARC <dmarc@here.example>");
    }

    @Test
    void reports_to_those_who_want_it_and_only_what_they_want() throws Exception {
        TestContext context = reported(dkim(context("a@both.example"), "pass", "both.example"));
        assertThat(submissions.submitted())
                .extracting(FakeSubmissions.Submitted::to)
                .containsExactly("[a@both.example]", "[d@asked.example]");
        assertThat(context.log().lines(Stream.MAIN))
                .anySatisfy(line -> assertThat(line)
                        .endsWith("not sent to b@elsewhere.example: it does not ask for reports about both.example"));
        reported(dkim(context("a@example.org"), "pass", "example.org"));
        reported(context("a@suffix.example"));
        reported(context("a@quiet.example"));
        reported(context(TestMessage.from("x@y.example")
                .header("From", "a@example.org")
                .header("Content-Type", "multipart/report; report-type=feedback-report")));
        assertThat(submissions.submitted()).hasSize(2);
    }

    @Test
    void sends_no_failure_report_that_is_too_long() throws Exception {
        TestContext context = reported(context(TestMessage.from("x@y.example")
                .header("From", "a@small.example")
                .header("X", "y".repeat(2000))));
        assertThat(submissions.submitted()).isEmpty();
        assertThat(context.log().lines(Stream.MAIN))
                .last()
                .asString()
                .endsWith("not sent to a@small.example: it is too long");
    }

    @Test
    void sends_ten_failure_reports_about_a_domain_in_an_hour() throws Exception {
        for (int i = 0; i < 12; i++) {
            reported(context("a@example.org"));
        }
        assertThat(submissions.submitted()).hasSize(10);
    }

    @Test
    void lets_no_field_of_a_stranger_into_a_report() throws Exception {
        TestContext context = context(TestMessage.from("\"x\r\nBcc: v\"@y.example")
                .header("From", "\"a\r\n\tb\" <a@example.org>")
                .header("X-Evil", "\u00e9\u0000\r\n --=_boundary"));
        new AuthResult(
                        "dkim",
                        "fail",
                        "",
                        List.of(
                                new AuthResult.Property("header", "d", "example.org"),
                                new AuthResult.Property("header", "s", "s\r\nBcc: victim@example.net"),
                                new AuthResult.Property("header", "i", "a\n@example.org")))
                .addTo(context);
        reported(context);
        String text = submissions.submitted().getFirst().text();
        assertThat(text.lines()).noneMatch(line -> line.startsWith("Bcc:"));
        assertThat(text.chars()).allMatch(c -> c == '\r' || c == '\n' || c == '\t' || (c >= ' ' && c <= '~'));
        assertThat(text).contains("DKIM-Selector: s??Bcc: victim@example.net\r\n", "DKIM-Identity: a?@example.org\r\n");
    }

    @Test
    void says_so_if_a_report_cannot_be_sent() throws Exception {
        submissions.refuse(true);
        TestContext context = reported(context("a@example.org"));
        assertThat(context.log().lines(Stream.PANIC))
                .first()
                .asString()
                .isEqualTo("DMARC failure report: the spool is full");
    }

    @Test
    void refuses_senders_that_are_no_addresses() throws Exception {
        plugin.check(TestSettings.block("main").set(DmarcOptions.DMARC_REPORT_SENDER, "DMARC <d@here.example>"));
        assertThatThrownBy(
                        () -> plugin.check(TestSettings.block("main").set(DmarcOptions.DMARC_REPORT_SENDER, "nobody")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("dmarc_report_sender: not an address: nobody");
        assertThatThrownBy(
                        () -> plugin.check(TestSettings.block("main").set(DmarcOptions.DMARC_FORENSIC_SENDER, "a b@c")))
                .isInstanceOf(ConfigException.class);
    }
}
