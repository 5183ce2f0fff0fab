package org.postern.spf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.postern.api.AuthResult;
import org.postern.api.ExpansionException;
import org.postern.api.Phase;
import org.postern.api.Text;
import org.postern.api.config.ConfigException;
import org.postern.spi.AclCondition;
import org.postern.spi.AclCondition.Outcome;
import org.postern.spi.Contribution;
import org.postern.spi.LookupType;
import org.postern.testkit.FakeDns;
import org.postern.testkit.TestCompiler;
import org.postern.testkit.TestContext;
import org.postern.testkit.TestMessage;
import org.postern.testkit.TestSession;

@NullMarked
class SpfPluginTest {
    private final FakeDns dns = FakeDns.of("""
            example.org      TXT v=spf1 ip4:192.0.2.1 -all exp=why.example.org
            why.example.org  TXT %{i} is not one of %{o}'s servers (%{r})
            plain.example    TXT v=spf1 ~all
            broken.example   TXT v=spf1 nonsense -all
            down.example     SERVFAIL
            mx.example.net   TXT v=spf1 ip4:192.0.2.9 -all
            near.example     A 192.0.2.77
            """);
    private final SpfPlugin plugin = new SpfPlugin(dns, InstantSource.fixed(Instant.EPOCH));

    private TestContext context(String client, String sender) {
        return TestContext.in(Phase.MAIL)
                .session(TestSession.from(client).ehlo("mx.example.net"))
                .message(TestMessage.from(sender))
                .variable("primary_hostname", "here.example")
                .contributions(plugin.contributions());
    }

    private AclCondition condition(String name) {
        return plugin.contributions().stream()
                .filter(AclCondition.class::isInstance)
                .map(AclCondition.class::cast)
                .filter(condition -> condition.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private Outcome test(String name, String list, TestContext context) throws Exception {
        return condition(name).compile(list, new TestCompiler()).test(context);
    }

    private boolean matches(String list, TestContext context) throws Exception {
        return test("spf", list, context) instanceof Outcome.Match;
    }

    private static String value(TestContext context, String name) throws ExpansionException {
        return context.variable(name).map(Text::value).orElseThrow();
    }

    @Test
    void contributes_what_exim_has() {
        assertThat(plugin.contributions())
                .extracting(Contribution::name)
                .containsExactly(
                        "spf",
                        "spf_guess",
                        "spf",
                        "spf_result",
                        "spf_result_guessed",
                        "spf_received",
                        "spf_header_comment",
                        "spf_smtp_comment",
                        "spf_guess");
        assertThat(plugin.options().getFirst().options())
                .extracting(Object::toString)
                .containsExactly("spf_guess", "spf_smtp_comment_template");
        assertThat(condition("spf").phases())
                .containsExactlyInAnyOrder(
                        Phase.MAIL, Phase.RCPT, Phase.PREDATA, Phase.MIME, Phase.DKIM, Phase.PRDR, Phase.DATA);
    }

    @Test
    void matches_the_result_in_the_list() throws Exception {
        assertThat(matches("pass", context("192.0.2.1", "a@example.org"))).isTrue();
        assertThat(matches("fail", context("192.0.2.2", "a@example.org"))).isTrue();
        assertThat(matches("none : softfail", context("192.0.2.2", "a@plain.example")))
                .isTrue();
        assertThat(matches("pass:neutral", context("192.0.2.2", "a@example.org")))
                .isFalse();
    }

    @Test
    void reads_the_list_from_left_to_right_with_negation() throws Exception {
        assertThat(matches("!fail", context("192.0.2.2", "a@example.org"))).isFalse();
        assertThat(matches("!fail", context("192.0.2.2", "a@plain.example"))).isTrue();
        assertThat(matches("! pass : fail", context("192.0.2.2", "a@example.org")))
                .isTrue();
        assertThat(matches("!fail : fail", context("192.0.2.2", "a@example.org")))
                .isTrue();
    }

    @Test
    void knows_the_old_words() throws Exception {
        assertThat(matches("err_perm", context("192.0.2.2", "a@broken.example")))
                .isTrue();
        assertThat(matches("err_temp", context("192.0.2.2", "a@down.example"))).isTrue();
    }

    @Test
    void refuses_a_word_that_names_no_result_when_the_configuration_is_read() {
        assertThatThrownBy(() -> condition("spf").compile("fail : sofftail", new TestCompiler()))
                .isInstanceOf(ConfigException.class)
                .hasMessage("not an SPF result: sofftail; there are none, neutral, pass, fail, softfail, temperror, "
                        + "permerror, invalid");
        assertThatThrownBy(() -> condition("spf").compile("", new TestCompiler()))
                .isInstanceOf(ConfigException.class);
    }

    @Test
    void defers_on_an_expanded_list_that_is_wrong() throws Exception {
        TestContext context = context("192.0.2.1", "a@example.org").variable("words", "nonsense");
        assertThatThrownBy(() -> test("spf", "$words", context))
                .isInstanceOf(ExpansionException.class)
                .hasMessageContaining("not an SPF result: nonsense");
        assertThat(test("spf", "$words", context.variable("words", "pass"))).isEqualTo(new Outcome.Match());
    }

    @Test
    void does_not_defer_by_itself_when_the_dns_gives_no_answer() throws Exception {
        assertThat(matches("temperror", context("192.0.2.1", "a@down.example"))).isTrue();
        assertThat(test("spf", "fail : pass", context("192.0.2.1", "a@down.example")))
                .isInstanceOfSatisfying(
                        Outcome.NoMatch.class,
                        outcome -> assertThat(outcome.logMessage()).contains("spf is temperror", "SERVFAIL"));
    }

    @Test
    void checks_what_the_client_said_at_helo_when_there_is_no_sender() throws Exception {
        TestContext context = context("192.0.2.9", "");
        assertThat(matches("pass", context)).isTrue();
        assertThat(value(context, "spf_received"))
                .isEqualTo("Received-SPF: pass (here.example: domain of mx.example.net designates 192.0.2.9 as"
                        + " permitted sender) client-ip=192.0.2.9; envelope-from=\"\"; helo=mx.example.net;"
                        + " receiver=here.example; identity=helo; mechanism=\"ip4:192.0.2.9\"");
        assertThat(context.get(AuthResult.RESULTS))
                .contains(List.of(new AuthResult(
                        "spf", "pass", "", List.of(new AuthResult.Property("smtp", "helo", "mx.example.net")))));
    }

    @Test
    void checks_a_message_once() throws Exception {
        TestContext context = context("192.0.2.1", "a@example.org");
        matches("fail", context);
        int asked = dns.questions().size();
        matches("pass", context.phase(Phase.RCPT));
        matches("pass", context.phase(Phase.DATA));
        assertThat(dns.questions()).hasSize(asked);
        assertThat(context.get(AuthResult.RESULTS).orElseThrow()).hasSize(1);
        assertThat(matches("fail", context.nextMessage(TestMessage.from("a@plain.example"))))
                .isFalse();
        assertThat(value(context, "spf_result")).isEqualTo("softfail");
    }

    @Test
    void has_no_values_before_a_condition_has_run() throws Exception {
        TestContext context = context("192.0.2.1", "a@example.org");
        for (String name : List.of("spf_result", "spf_result_guessed", "spf_received", "spf_smtp_comment")) {
            assertThat(value(context, name)).as(name).isEmpty();
        }
        assertThat(value(context, "spf_guess")).isEqualTo("v=spf1 a/24 mx/24 ptr ?all");
    }

    @Test
    void shows_the_result_as_variables() throws Exception {
        TestContext context = context("192.0.2.2", "a@example.org");
        matches("fail", context);
        assertThat(context.variable("spf_result")).contains(Text.trusted("fail"));
        assertThat(value(context, "spf_result_guessed")).isEqualTo("no");
        assertThat(context.variable("spf_header_comment"))
                .contains(Text.tainted(
                        "here.example: domain of a@example.org does not designate 192.0.2.2 as" + " permitted sender"));
        assertThat(value(context, "spf_received"))
                .isEqualTo("Received-SPF: fail (here.example: domain of a@example.org does not designate 192.0.2.2 as"
                        + " permitted sender) client-ip=192.0.2.2; envelope-from=\"a@example.org\";"
                        + " helo=mx.example.net; receiver=here.example; identity=mailfrom; mechanism=-all");
        assertThat(context.get(AuthResult.RESULTS))
                .contains(List.of(new AuthResult(
                        "spf", "fail", "", List.of(new AuthResult.Property("smtp", "mailfrom", "example.org")))));
    }

    @Test
    void tells_the_client_what_the_domain_says_or_what_the_template_says() throws Exception {
        TestContext explained = context("192.0.2.2", "a@example.org");
        matches("fail", explained);
        assertThat(explained.variable("spf_smtp_comment"))
                .contains(Text.tainted("The domain example.org explains: 192.0.2.2 is not one of example.org's"
                        + " servers (here.example)"));
        TestContext own = context("192.0.2.2", "a@plain.example")
                .option(SpfPlugin.SPF_SMTP_COMMENT_TEMPLATE, "See%_http://$site/?s=%{S}&ip=%{i}")
                .variable("site", "postmaster.example");
        matches("fail", own);
        assertThat(value(own, "spf_smtp_comment"))
                .isEqualTo("See http://postmaster.example/?s=a%40plain.example&ip=192.0.2.2 : Reason: mechanism");
    }

    @Test
    void keeps_control_characters_of_strangers_out_of_header_and_reply() throws Exception {
        dns.txt("evil.example", "v=spf1 -all exp=why.evil.example").txt("why.evil.example", "%{h}");
        TestContext context = TestContext.in(Phase.MAIL)
                .session(TestSession.from("192.0.2.2").ehlo("x\r\nBcc: (victim) \"y\""))
                .message(TestMessage.from("a@evil.example"))
                .contributions(plugin.contributions());
        matches("fail", context);
        assertThat(value(context, "spf_received"))
                .doesNotContain("\r", "\n")
                .contains("helo=\"x??Bcc: (victim) \\\"y\\\"\"");
        assertThat(value(context, "spf_smtp_comment")).endsWith("x??Bcc: (victim) \"y\"");
    }

    @Test
    void folds_a_header_that_would_be_too_long_for_one_line() throws Exception {
        TestContext context = TestContext.in(Phase.MAIL)
                .session(TestSession.from("192.0.2.2").ehlo("h".repeat(600)))
                .message(TestMessage.from("a".repeat(400) + "@plain.example"))
                .contributions(plugin.contributions());
        matches("softfail", context);
        assertThat(value(context, "spf_received").lines()).hasSizeGreaterThan(3).allMatch(line -> line.length() < 998);
    }

    @Test
    void guesses_only_for_a_domain_without_a_policy() throws Exception {
        TestContext near = context("192.0.2.5", "a@near.example");
        assertThat(test("spf_guess", "pass", near)).isEqualTo(new Outcome.Match());
        assertThat(value(near, "spf_result_guessed")).isEqualTo("yes");
        assertThat(value(near, "spf_header_comment")).startsWith("here.example: by a guessed policy, domain of");
        assertThat(near.get(AuthResult.RESULTS).orElseThrow())
                .extracting(AuthResult::result)
                .containsExactly("none");
        assertThat(matches("none", near)).isTrue();
        assertThat(value(near, "spf_result_guessed")).isEqualTo("no");

        TestContext published = context("192.0.2.5", "a@example.org");
        assertThat(test("spf_guess", "fail", published)).isEqualTo(new Outcome.Match());
        assertThat(value(published, "spf_result_guessed")).isEqualTo("no");
    }

    @Test
    void guesses_by_the_option() throws Exception {
        TestContext context = context("192.0.2.5", "a@near.example").option(SpfPlugin.SPF_GUESS, "v=spf1 a/32 -all");
        assertThat(test("spf_guess", "fail", context)).isEqualTo(new Outcome.Match());
        assertThat(value(context, "spf_guess")).isEqualTo("v=spf1 a/32 -all");
    }

    @Test
    void refuses_options_that_cannot_work() {
        assertThatThrownBy(() -> SpfPlugin.SPF_GUESS.type().parse("v=spf1 ipv4:1.2.3.4", new TestCompiler()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("no such mechanism: ipv4:1.2.3.4");
        assertThatThrownBy(() -> SpfPlugin.SPF_SMTP_COMMENT_TEMPLATE.type().parse("100% sure", new TestCompiler()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("a % that begins no macro");
    }

    @Test
    void is_invalid_without_a_client_address() throws Exception {
        TestContext local = TestContext.in(Phase.DATA)
                .message(TestMessage.from("a@example.org"))
                .contributions(plugin.contributions());
        assertThat(matches("invalid", local)).isTrue();
        assertThat(value(local, "spf_result")).isEqualTo("invalid");
        assertThat(local.get(AuthResult.RESULTS)).isEmpty();
    }

    @Test
    void looks_up_in_both_orders() throws Exception {
        assertThat(lookup("192.0.2.1", "a@example.org")).contains("pass");
        assertThat(lookup("a@example.org", "192.0.2.2")).contains("fail");
        assertThat(lookup("2001:db8::1", "a@plain.example")).contains("softfail");
        assertThat(lookup("nonsense", "a@example.org")).isEmpty();
    }

    private Optional<String> lookup(String key, String source) throws Exception {
        LookupType type = plugin.contributions().stream()
                .filter(LookupType.class::isInstance)
                .map(LookupType.class::cast)
                .findFirst()
                .orElseThrow();
        try (var open = type.open(source, List.of(), new TestCompiler(), TestContext.create())) {
            return open.find(Text.trusted(key)).map(found -> found.value());
        }
    }
}
