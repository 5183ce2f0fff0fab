package org.postern.mtasts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postern.api.MailLog;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Option;
import org.postern.api.hints.MemoryHints;
import org.postern.api.mail.Host;
import org.postern.spi.Contribution;
import org.postern.spi.TlsPolicySource.Decision;
import org.postern.testkit.FakeDns;
import org.postern.testkit.FakeSubmissions;
import org.postern.testkit.TestCompiler;
import org.postern.testkit.TestContext;
import org.postern.testkit.TestDelivery;
import org.postern.testkit.TestSettings;

@NullMarked
@Timeout(60)
class MtaStsPluginTest {
    private static final String POLICY = "version: STSv1\nmode: enforce\nmx: mx.example.org\nmax_age: 86400\n";

    @TempDir
    private Path directory = Path.of("");

    private final FakeDns dns = FakeDns.of("""
            _mta-sts.example.org   TXT v=STSv1; id=7;
            mta-sts.example.org    A 127.0.0.1
            example.org            MX 10 mx.example.org
            example.org            MX 20 mx.evil.example
            _smtp._tls.example.org TXT v=TLSRPTv1; rua=mailto:reports@example.org
            """);
    private final FakeClock clock = new FakeClock("2026-03-01T10:00:00Z");

    private TlsReporting reporting() {
        return new TlsReporting(Optional.of(directory.resolve("tls-rpt")), dns, new FakeSubmissions(), clock);
    }

    @Test
    void contributes_a_source_of_policies_and_an_observer() {
        TlsReporting reporting = reporting();
        MtaStsPlugin plugin = new MtaStsPlugin(new MtaSts(dns, new MemoryHints(), reporting, clock), reporting);
        assertThat(plugin.name()).isEqualTo("mta-sts");
        assertThat(plugin.contributions()).extracting(Contribution::name).containsExactly("mta_sts", "tls_rpt");
        assertThat(plugin.options().stream()
                        .flatMap(set -> set.options().stream().map(Option::name)))
                .containsExactly(
                        "mta_sts_timeout",
                        "mta_sts_port",
                        "mta_sts_verify_certificates",
                        "tls_rpt_sender",
                        "tls_rpt_org_name",
                        "tls_rpt_contact",
                        "mta_sts_domains");
    }

    @Test
    void refuses_options_that_cannot_work() {
        assertRefused(MtaStsOptions.MTA_STS_PORT, "0");
        assertRefused(MtaStsOptions.MTA_STS_PORT, "65536");
        assertRefused(MtaStsOptions.MTA_STS_TIMEOUT, "0s");
        assertRefused(MtaStsOptions.MTA_STS_TIMEOUT, "1h");
    }

    @Test
    void refuses_a_sender_of_reports_that_is_no_address() throws Exception {
        TlsReporting reporting = reporting();
        MtaStsPlugin plugin = new MtaStsPlugin(new MtaSts(dns, new MemoryHints(), reporting, clock), reporting);
        Option<?> sender = MtaStsOptions.TLS_RPT_SENDER;
        plugin.check(TestSettings.block("main"));
        plugin.check(TestSettings.block("main").set(sender, "Reports <a@example.net>"));
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> plugin.check(TestSettings.block("main").set(sender, "nobody")))
                .withMessageContaining("tls_rpt_sender: not an address: nobody");
    }

    private static void assertRefused(Option<?> option, String text) {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> option.type().parse(text, new TestCompiler()));
    }

    @Test
    void fetches_as_the_options_say_and_reports_and_logs_what_fails() throws Exception {
        TestPki pki = new TestPki();
        TlsReporting reporting = reporting();
        MtaSts policies = new MtaSts(dns, new MemoryHints(), reporting, clock);
        MtaStsPlugin plugin = new MtaStsPlugin(policies, reporting);
        MtaStsCommand command = new MtaStsCommand(policies, dns);
        try (TestWeb web = new TestWeb(pki.server("web", 9, "mta-sts.example.org"))) {
            TestContext context = TestContext.create()
                    .variable("primary_hostname", "mail.example.net")
                    .option(MtaStsOptions.TLS_RPT_SENDER, "tlsrpt@example.net")
                    .option(MtaStsOptions.MTA_STS_PORT, Integer.toString(web.port()))
                    .option(
                            MtaStsOptions.MTA_STS_VERIFY_CERTIFICATES,
                            pki.anchor(directory.resolve("anchor.pem")).toString());
            plugin.configured(context);

            web.answers("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
            assertThat(decide(plugin, "mx.evil.example")).isEqualTo(new Decision.NoOpinion());
            assertThat(context.log().lines(MailLog.Stream.MAIN))
                    .containsExactly("MTA-STS policy of example.org not to be had: status 404");
            assertThat(run(command, "example.org"))
                    .containsExactly(
                            "record: id 7", "policy: sts-policy-fetch-error: status 404", "no policy is in force");

            clock.advance(java.time.Duration.ofMinutes(5));
            web.serves(POLICY);
            assertThat(decide(plugin, "mx.evil.example")).isInstanceOf(Decision.Defer.class);
            assertThat(decide(plugin, "mx.example.org")).isInstanceOf(Decision.Use.class);
            assertThat(reporting.show("example.org").orElseThrow())
                    .contains(
                            "\"result-type\":\"sts-policy-fetch-error\",\"failed-session-count\":1",
                            "\"result-type\":\"validation-failure\",\"receiving-mx-hostname\":\"mx.evil.example\"");
            assertThat(run(command, "Example.ORG"))
                    .containsExactly(
                            "record: id 7",
                            "policy: version: STSv1",
                            "policy: mode: enforce",
                            "policy: mx: mx.example.org",
                            "policy: max_age: 86400",
                            "fetched: 2026-03-01T10:05:00Z for id 7, in force until 2026-03-02T10:05:00Z",
                            "host: mx.example.org is permitted",
                            "host: mx.evil.example is not permitted");
        }
        policies.close();
        reporting.close();
    }

    @Test
    void the_command_says_what_is_not_known() throws Exception {
        MtaStsCommand command = new MtaStsCommand(new MtaSts(dns, new MemoryHints(), reporting(), clock), dns);
        assertThat(run(command, "example.net")).containsExactly("record: none that is right", "no policy is in force");
        dns.servfail("_mta-sts.example.net");
        assertThat(run(command, "example.net"))
                .containsExactly("record: not known now: _mta-sts.example.net TXT: SERVFAIL", "no policy is in force");
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> run(command));
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> run(command, "[192.0.2.1]"));
    }

    private static List<String> run(MtaStsCommand command, String... words) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        command.run(List.of(words), new PrintStream(out, true, StandardCharsets.ISO_8859_1));
        return out.toString(StandardCharsets.ISO_8859_1).lines().toList();
    }

    private static Decision decide(MtaStsPlugin plugin, String host) throws Exception {
        MtaStsSource source = plugin.contributions().stream()
                .filter(MtaStsSource.class::isInstance)
                .map(MtaStsSource.class::cast)
                .findFirst()
                .orElseThrow();
        return source.decide(
                Host.of(host, InetAddress.ofLiteral("192.0.2.1")),
                TestDelivery.to("u@example.org"),
                TestSettings.block("smtp"));
    }
}
