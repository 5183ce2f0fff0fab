package org.postern.aclstandard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.postern.api.ExpansionException;
import org.postern.api.Phase;
import org.postern.api.Text;
import org.postern.api.config.ConfigException;
import org.postern.api.hints.MemoryHints;
import org.postern.api.mail.Controls;
import org.postern.api.mail.Header;
import org.postern.api.mail.Message;
import org.postern.api.net.TrafficClass;
import org.postern.api.smtp.ErrorDetails;
import org.postern.spi.AclCondition;
import org.postern.spi.AclCondition.Outcome;
import org.postern.spi.AclModifier;
import org.postern.spi.Contribution;
import org.postern.testkit.FakeDns;
import org.postern.testkit.TestCompiler;
import org.postern.testkit.TestContext;
import org.postern.testkit.TestMessage;
import org.postern.testkit.TestSession;

class SeenAndVerifyTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final FakeDns dns = FakeDns.of("""
            _client._smtp.good.example SRV 1 2 0 good.example
            good.example A 192.0.2.10
            _client._smtp.moved.example SRV 1 2 0 moved.example
            moved.example A 192.0.2.11
            _client._smtp.banned.example SRV 1 1 0 banned.example
            _client._smtp.strict.example SRV 1 0 1 strict.example
            """);
    private final AclStandardPlugin plugin = new AclStandardPlugin(dns, new MemoryHints(), _ -> {});
    private final TestMessage message = TestMessage.from("ann@sender.example");
    private final TestContext context = TestContext.in(Phase.DATA)
            .session(TestSession.from("192.0.2.10").ehlo("good.example"))
            .message(message)
            .at(START);

    private Outcome test(String name, String argument) throws ConfigException, ExpansionException {
        return find(AclCondition.class, name)
                .compile(argument, new TestCompiler())
                .test(context);
    }

    private boolean holds(String name, String argument) throws ConfigException, ExpansionException {
        return test(name, argument) instanceof Outcome.Match;
    }

    private <C extends Contribution> C find(Class<C> kind, String name) {
        return plugin.contributions().stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .filter(contribution -> contribution.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void what_was_never_seen_does_not_match() throws Exception {
        assertThat(holds("seen", "5m/key=a")).isFalse();
        assertThat(holds("seen", "5m/key=a")).isTrue();
        assertThat(holds("seen", "-5m/key=b")).isFalse();
        assertThat(holds("seen", "-5m/key=b")).isFalse();
        context.at(START.plus(Duration.ofMinutes(6)));
        assertThat(holds("seen", "5m/key=a/readonly")).isFalse();
        assertThat(holds("seen", "-5m/key=b")).isTrue();
        assertThatThrownBy(() -> test("seen", "soon")).hasMessage("failed to parse 'soon'");
        assertThatThrownBy(() -> test("seen", "5m/often")).hasMessageContaining("unrecognised option 'often'");
    }

    @Test
    void the_fields_that_hold_addresses_hold_nothing_else() throws Exception {
        message.header("From", "Ann <ann@sender.example>");
        assertThat(holds("header_syntax", "")).isTrue();
        message.addHeader(new Header("Cc: bob@local.example,\r\n <carol@local.example\r\n"), Message.Placement.AT_END);
        assertThat(test("header_syntax", ""))
                .isEqualTo(new Outcome.NoMatch(
                        "",
                        "'>' missing at end of address: failing address in \"Cc:\" header is: <carol@local.example"));
        assertThat(context.get(ErrorDetails.VERIFY_MESSAGE)).isPresent();
        context.option(ErrorDetails.SMTP_RETURN_ERROR_DETAILS, "yes");
        assertThat(test("header_syntax", ""))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.type(Outcome.NoMatch.class))
                .satisfies(failed -> assertThat(failed.message()).startsWith("Rejected after DATA: '>' missing"));
    }

    @Test
    void an_address_without_a_domain_is_wrong_unless_the_client_may_leave_it_out() throws Exception {
        message.header("To", "bob");
        assertThat(test("header_syntax", ""))
                .isEqualTo(new Outcome.NoMatch(
                        "", "unqualified address not permitted: failing address in \"To:\" header is: bob"));
    }

    @Test
    void a_client_is_authorized_by_its_service_records() throws Exception {
        assertThat(holds("csa", "")).isTrue();
        assertThat(context.get(VerifyCsa.STATUS)).contains("ok");
        assertThat(test("csa", "moved.example"))
                .isEqualTo(new Outcome.NoMatch(
                        "client SMTP authorization failed (client address mismatch)",
                        "client SMTP authorization failed (client address mismatch)"));
        assertThat(holds("csa", "banned.example")).isFalse();
        assertThat(holds("csa", "host.strict.example")).isFalse();
        assertThat(holds("csa", "unknown.example")).isTrue();
        assertThat(context.get(VerifyCsa.STATUS)).contains("unknown");
    }

    @Test
    void a_session_in_clear_has_no_certificate() throws Exception {
        assertThat(test("certificate", ""))
                .isEqualTo(new Outcome.NoMatch("no verified certificate", "no verified certificate"));
    }

    @Test
    void keeps_a_message_in_secret() throws Exception {
        find(AclModifier.class, "fakereject").compile("no", new TestCompiler()).apply(context);
        assertThat(context.get(Controls.FAKE_RESPONSE)).contains(new Controls.FakeResponse(false, "no"));
        find(AclModifier.class, "fakedefer").compile("", new TestCompiler()).apply(context);
        assertThat(context.get(Controls.FAKE_RESPONSE)).hasValueSatisfying(response -> {
            assertThat(response.temporary()).isTrue();
            assertThat(response.text()).startsWith("Your message has been rejected but is being kept");
        });
    }

    @Test
    void a_control_that_is_not_there_is_an_error_of_the_configuration_unless_it_had_nothing_to_do() throws Exception {
        find(AclModifier.class, "dkim_disable_verify")
                .compile("", new TestCompiler())
                .apply(context);
        assertThatThrownBy(() -> find(AclModifier.class, "cutthrough_delivery").compile("", new TestCompiler()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("cutthrough_delivery is not there yet");
        assertThatThrownBy(() -> find(AclModifier.class, "dscp").compile("fast", new TestCompiler()))
                .isInstanceOf(ConfigException.class);
    }

    @Test
    void the_traffic_class_of_the_session_is_set() throws Exception {
        TestSession session = TestSession.from("192.0.2.9");
        context.session(session);
        find(AclModifier.class, "dscp").compile("af21", new TestCompiler()).apply(context);
        assertThat(session.trafficClass()).contains(new TrafficClass(72));
    }

    @Test
    void a_queue_is_named_by_us() throws Exception {
        AclModifier queue = plugin.contributions().stream()
                .filter(AclModifier.class::isInstance)
                .map(AclModifier.class::cast)
                .filter(found -> found.name().equals("queue") && found.form() == AclModifier.Form.MODIFIER)
                .findFirst()
                .orElseThrow();
        queue.compile("bulk", new TestCompiler()).apply(context);
        assertThat(context.get(Controls.QUEUE_NAME)).contains(Text.trusted("bulk"));
        assertThatThrownBy(() -> queue.compile("../x", new TestCompiler()).apply(context))
                .hasMessageContaining("Directory separator not permitted");
    }
}
