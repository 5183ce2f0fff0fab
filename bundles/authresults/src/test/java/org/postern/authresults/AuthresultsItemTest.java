package org.postern.authresults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.postern.api.AuthResult;
import org.postern.api.AuthResult.Property;
import org.postern.api.ExpansionException;
import org.postern.api.Phase;
import org.postern.api.Text;
import org.postern.api.mail.Header;
import org.postern.results.AuthenticationResults;
import org.postern.spi.Contribution;
import org.postern.testkit.TestArguments;
import org.postern.testkit.TestContext;
import org.postern.testkit.TestMessage;
import org.postern.testkit.TestSession;

@NullMarked
class AuthresultsItemTest {
    private final AuthresultsPlugin plugin = new AuthresultsPlugin();

    private static TestContext context(TestSession session) {
        return TestContext.in(Phase.DATA).session(session).message(TestMessage.from("alice@example.org"));
    }

    private static TestContext context() {
        return context(TestSession.from("192.0.2.1").named("mail.example.org"));
    }

    private static String field(TestContext context, String... arguments) throws ExpansionException {
        return new AuthresultsItem()
                .expand(TestArguments.of(arguments), context)
                .value();
    }

    private static AuthResult result(String method, String result, Property... properties) {
        return new AuthResult(method, result, "", List.of(properties));
    }

    @Test
    void contributes_what_exim_has_and_a_check() {
        assertThat(plugin.contributions()).extracting(Contribution::name).containsExactly("authresults", "authresults");
        assertThat(plugin.options().getFirst().options())
                .extracting(Object::toString)
                .containsExactly("authresults_strip", "authresults_trusted_hosts");
    }

    @Test
    void says_none_when_nothing_is_known() throws Exception {
        assertThat(field(TestContext.create(), "mx.example.net"))
                .isEqualTo("Authentication-Results: mx.example.net; none");
    }

    @Test
    void shows_what_the_manual_page_shows() throws Exception {
        TestContext context = context();
        result(
                        "dkim",
                        "pass",
                        new Property("header", "d", "example.org"),
                        new Property("header", "s", "2026a"),
                        new Property("header", "a", "rsa-sha256"),
                        new Property("header", "b", "Qgi/FoC0"))
                .addTo(context);
        result("spf", "pass", new Property("smtp", "mailfrom", "example.org")).addTo(context);
        result("dmarc", "pass", new Property("header", "from", "example.org")).addTo(context);
        String field = field(context, "mx.example.net");
        String shown = field.indent(4).replace("\t", "        ");
        assertThat(Files.readString(Path.of("README.md"))).contains(shown);
    }

    @Test
    void works_with_any_of_the_methods() throws Exception {
        for (String method : List.of("spf", "dkim", "dmarc", "arc", "x-other")) {
            TestContext context = TestContext.create();
            result(method, "pass").addTo(context);
            assertThat(field(context, "mx.example.net"))
                    .isEqualTo("Authentication-Results: mx.example.net;\n\t" + method + "=pass");
        }
    }

    @Test
    void shows_a_client_without_a_name_and_one_whose_name_is_not_known_now() throws Exception {
        TestContext context = context(TestSession.from("2001:db8::1").nameless(" (no name)"));
        assertThat(field(context, "mx"))
                .isEqualTo("Authentication-Results: mx;\n\tiprev=fail policy.iprev=\"2001:db8::1\""
                        + " smtp.remote-ip=\"2001:db8::1\"");
        assertThat(field(context.variable("host_lookup_deferred", "1"), "mx")).contains("iprev=temperror ");
    }

    @Test
    void looks_up_no_name_by_itself() throws Exception {
        assertThat(field(context(TestSession.from("192.0.2.1")), "mx")).isEqualTo("Authentication-Results: mx; none");
    }

    @Test
    void shows_who_has_authenticated() throws Exception {
        TestContext context = TestContext.create()
                .variable("sender_host_authenticated", "plain")
                .variable("authenticated_id", Text.tainted("alice; spf=pass"))
                .variable("authenticated_sender", Text.tainted("alice@example.org"));
        assertThat(field(context, "mx"))
                .isEqualTo(
                        "Authentication-Results: mx;\n\tauth=pass smtp.auth=\"alice; spf=pass\" smtp.mailfrom=alice@example.org");
    }

    @Test
    void nothing_from_the_wire_adds_a_result_or_a_field() throws Exception {
        String hostile = "x\r\nSubject: y; dkim=pass (\" ;\n\tarc=pass";
        TestContext context = context(TestSession.from("192.0.2.1").named(hostile));
        new AuthResult("spf", "fail", hostile, List.of(new Property("smtp", "mailfrom", hostile))).addTo(context);
        String text = Header.of("X", field(context, hostile)).text();
        assertThat(text.lines())
                .hasSize(1 + (int) text.chars().filter(c -> c == '\t').count());
        AuthenticationResults read =
                AuthenticationResults.parse(field(context, hostile).substring("Authentication-Results:".length()));
        assertThat(read.results())
                .extracting(result -> result.method() + "=" + result.result())
                .containsExactly("iprev=pass", "spf=fail");
    }

    @Test
    void wants_one_name() {
        assertThatThrownBy(() -> field(TestContext.create()))
                .isInstanceOf(ExpansionException.class)
                .hasMessage("Not enough arguments for 'authresults' (min is 1)");
        assertThatThrownBy(() -> field(TestContext.create(), "a", "b"))
                .hasMessage("Too many arguments for 'authresults' (max is 1)");
        assertThatThrownBy(() -> field(TestContext.create(), " "))
                .hasMessage("authresults: the name of the administrative domain is empty");
    }
}
