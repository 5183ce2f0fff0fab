package org.postern.arc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.postern.api.AuthResult;
import org.postern.api.AuthResult.Property;
import org.postern.api.ExpansionException;
import org.postern.api.Phase;
import org.postern.api.Text;
import org.postern.api.config.ConfigException;
import org.postern.api.mail.ArrivalTag;
import org.postern.results.ResultsField;
import org.postern.spi.AclCondition;
import org.postern.spi.AclCondition.Outcome;
import org.postern.spi.Contribution;
import org.postern.spi.DataCheck;
import org.postern.testkit.FakeDns;
import org.postern.testkit.TestCompiler;
import org.postern.testkit.TestContext;
import org.postern.testkit.TestExchange;
import org.postern.testkit.TestMessage;

@NullMarked
class ArcPluginTest {
    private final Town town = new Town();
    private final FakeDns dns = town.dns();
    private final ArcPlugin plugin = new ArcPlugin(dns, InstantSource.fixed(Town.NOW));

    private TestContext context(String message) {
        return Arrival.of(message).contributions(plugin.contributions());
    }

    private AclCondition condition() {
        return plugin.contributions().stream()
                .filter(AclCondition.class::isInstance)
                .map(AclCondition.class::cast)
                .findFirst()
                .orElseThrow();
    }

    private Outcome test(String list, TestContext context) throws Exception {
        return condition().compile(list, new TestCompiler()).test(context);
    }

    private static String value(TestContext context, String name) throws ExpansionException {
        return context.variable(name).map(Text::value).orElseThrow();
    }

    @Test
    void contributes_what_exim_has() {
        assertThat(plugin.contributions())
                .extracting(Contribution::name)
                .containsExactly(
                        "arc",
                        "arc",
                        "arc",
                        "arc_sign",
                        "arc_state",
                        "arc_state_reason",
                        "arc_domains",
                        "arc_oldest_pass");
        assertThat(plugin.options().getFirst().options())
                .extracting(Object::toString)
                .containsExactly("arc_sign");
        assertThat(condition().form()).isEqualTo(AclCondition.Form.VERIFY);
        assertThat(condition().phases()).containsExactly(Phase.DATA);
    }

    @Test
    void accepts_none_and_pass_unless_it_is_told() throws Exception {
        assertThat(test("", context(Town.MESSAGE))).isEqualTo(new Outcome.Match());
        assertThat(test("", context(town.sealed(Town.MESSAGE)))).isEqualTo(new Outcome.Match());
        assertThat(test("", context(town.sealed(Town.MESSAGE) + "more\r\n")))
                .isEqualTo(new Outcome.NoMatch("", "arc is fail: message signature 1: the body has changed"));
    }

    @Test
    void accepts_what_it_is_told() throws Exception {
        TestContext passed = context(town.sealed(Town.MESSAGE));
        assertThat(test("pass", passed)).isEqualTo(new Outcome.Match());
        assertThat(test("none : fail", passed)).isEqualTo(new Outcome.NoMatch("", "arc is pass"));
        assertThat(test("fail", context(town.sealed(Town.MESSAGE) + "more\r\n")))
                .isEqualTo(new Outcome.Match());
        assertThat(test("$words", passed.variable("words", "PASS"))).isEqualTo(new Outcome.Match());
    }

    @Test
    void refuses_a_word_that_is_no_state() {
        assertThatThrownBy(() -> condition().compile("pass:temperror", new TestCompiler()))
                .isInstanceOf(ConfigException.class)
                .hasMessage("not a state of a chain: temperror; there are none, fail, pass");
        assertThatThrownBy(() -> condition().compile(":", new TestCompiler())).isInstanceOf(ConfigException.class);
        TestContext context = context(Town.MESSAGE).variable("words", "nonsense");
        assertThatThrownBy(() -> test("$words", context)).hasMessageContaining("not a state of a chain: nonsense");
    }

    @Test
    void defers_when_dns_gives_no_answer() throws Exception {
        dns.servfail(Town.KEY_NAME);
        TestContext context = context(town.sealed(Town.MESSAGE));
        for (String list : List.of("", "none", "pass", "fail", "none:pass:fail")) {
            assertThat(test(list, context)).isInstanceOf(Outcome.Defer.class);
        }
        assertThat(value(context, "arc_state")).isEqualTo("temperror");
        assertThat(context.get(AuthResult.RESULTS)).isEmpty();
        assertThat(context.get(ArrivalTag.ALL)).isEmpty();
    }

    @Test
    void shows_what_it_found() throws Exception {
        TestContext context = context(town.sealed(town.sealed(Town.MESSAGE)));
        assertThat(value(context, "arc_state")).isEqualTo("pass");
        assertThat(value(context, "arc_state_reason")).isEmpty();
        assertThat(value(context, "arc_domains")).isEqualTo("lists.example.org:lists.example.org");
        assertThat(value(context, "arc_oldest_pass")).isEqualTo("1");
        TestContext changed = context(town.sealed(Town.MESSAGE).replace("Subject: ", "Subject: Re: "));
        assertThat(value(changed, "arc_state")).isEqualTo("fail");
        assertThat(value(changed, "arc_state_reason")).isEqualTo("message signature 1: the signature is wrong");
        assertThat(value(changed, "arc_oldest_pass")).isEqualTo("0");
    }

    @Test
    void shows_nothing_before_the_data() throws Exception {
        TestContext context = TestContext.in(Phase.RCPT)
                .message(TestMessage.from("a@example.org"))
                .contributions(plugin.contributions());
        assertThat(value(context, "arc_state")).isEmpty();
    }

    @Test
    void validates_once() throws Exception {
        TestContext context = context(town.sealed(Town.MESSAGE));
        test("", context);
        test("", context);
        value(context, "arc_state");
        assertThat(dns.questions()).hasSize(1);
        assertThat(context.get(ArrivalTag.ALL)).contains(List.of(new ArrivalTag("", "ARC")));
    }

    @Test
    void puts_the_result_on_the_message() throws Exception {
        TestContext context = context(town.sealed(Town.MESSAGE));
        test("", context);
        assertThat(context.get(AuthResult.RESULTS))
                .contains(List.of(new AuthResult(
                        "arc",
                        "pass",
                        "",
                        List.of(
                                new Property("header", "oldest-pass", "0"),
                                new Property("smtp", "remote-ip", "192.0.2.1")))));
    }

    @Test
    void the_manual_page_shows_the_result_as_it_is() throws Exception {
        TestContext context = context(town.sealed(Town.MESSAGE));
        test("", context);
        AuthResult result = context.get(AuthResult.RESULTS).orElseThrow().getFirst();
        ResultsField field = ResultsField.of(Town.DOMAIN).result(result.method(), result.result());
        result.properties().forEach(p -> field.property(p.type(), p.name(), p.value()));
        assertThat(Files.readString(Path.of("README.md")))
                .contains(field.toString().indent(4).replace("\t", "        "));
    }

    @Test
    void tells_where_the_oldest_signature_that_holds_is() throws Exception {
        String changed = town.sealed(Town.MESSAGE).replace("Subject: ", "Subject: [list] ");
        TestContext context = context(town.sealed(changed, "pass"));
        test("", context);
        assertThat(value(context, "arc_oldest_pass")).isEqualTo("2");
        assertThat(context.get(AuthResult.RESULTS).orElseThrow().getFirst().properties())
                .contains(new Property("header", "oldest-pass", "2"));
    }

    @Test
    void says_none_only_when_it_is_asked() throws Exception {
        TestContext context = context(Town.MESSAGE);
        assertThat(context.get(ArcCheck.RECEIVED)).isEmpty();
        assertThat(context.get(AuthResult.RESULTS)).isEmpty();
        test("", context);
        assertThat(context.get(AuthResult.RESULTS).orElseThrow())
                .extracting(AuthResult::result)
                .containsExactly("none");
    }

    @Test
    void a_chain_is_validated_before_the_acl_and_refuses_nothing() throws Exception {
        DataCheck before = plugin.contributions().stream()
                .filter(DataCheck.class::isInstance)
                .map(DataCheck.class::cast)
                .findFirst()
                .orElseThrow();
        TestContext plain = context(Town.MESSAGE);
        assertThat(before.check(new TestExchange(plain))).isEmpty();
        assertThat(plain.get(ArcCheck.RESULT)).isEmpty();
        TestContext broken = context(town.sealed(Town.MESSAGE) + "more\r\n");
        assertThat(before.check(new TestExchange(broken))).isEmpty();
        assertThat(broken.get(AuthResult.RESULTS).orElseThrow())
                .extracting(AuthResult::result)
                .containsExactly("fail");
        assertThat(before.order()).isBetween(50, 99);
    }

    @Test
    void reads_a_message_that_was_not_seen_on_its_way() throws Exception {
        TestContext context = TestContext.in(Phase.DATA)
                .message(Arrival.message(town.sealed(Town.MESSAGE)))
                .contributions(plugin.contributions());
        assertThat(test("pass", context)).isEqualTo(new Outcome.Match());
    }

    @Test
    void the_result_survives_in_the_spool() {
        ArcResult result = new ArcResult(
                ArcResult.State.FAIL, "seal 2: no key\nfor x", 3, 0, List.of("a.example", "", "c.example"));
        var codec = ArcCheck.RESULT.codec().orElseThrow();
        assertThat(codec.encode().apply(result)).doesNotContain("\n");
        assertThat(codec.decode().apply(codec.encode().apply(result))).isEqualTo(result);
        assertThat(codec.decode().apply("pass").state()).isEqualTo(ArcResult.State.TEMPERROR);
        assertThat(codec.decode().apply(codec.encode().apply(ArcResult.NONE))).isEqualTo(ArcResult.NONE);
    }

    @Test
    void a_signature_that_has_expired_fails() {
        String message = town.sealed(Town.MESSAGE, "none", "expire=+60");
        assertThat(Arrival.result(message, dns, InstantSource.fixed(Town.NOW)).state())
                .isEqualTo(ArcResult.State.PASS);
        Instant later = Town.NOW.plusSeconds(120);
        assertThat(Arrival.result(message, dns, InstantSource.fixed(later)).reason())
                .isEqualTo("message signature 1: it has expired");
    }
}
