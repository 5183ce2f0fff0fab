package org.postern.authresults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.postern.api.ExpansionException;
import org.postern.api.mail.Header;
import org.postern.api.mail.Message.Placement;
import org.postern.api.smtp.Reply;
import org.postern.spi.Variable;
import org.postern.testkit.TestContext;
import org.postern.testkit.TestExchange;
import org.postern.testkit.TestMessage;
import org.postern.testkit.TestSession;

@NullMarked
class StripCheckTest {
    private final TestMessage message = TestMessage.from("alice@example.org");
    private final TestContext context = TestContext.create()
            .session(TestSession.from("192.0.2.1"))
            .message(message)
            .variable("primary_hostname", "mx.example.net");

    private List<String> values() {
        return message.headers().stream().map(Header::value).toList();
    }

    private Optional<Reply> check() {
        return new StripCheck().check(new TestExchange(context));
    }

    @Test
    void takes_off_what_claims_to_be_ours() {
        for (String value : List.of(
                "mx.example.net; spf=pass",
                "MX.Example.NET; spf=pass",
                "mx.example.net 1; spf=pass",
                "(really) mx.example.net (yes); spf=pass",
                "\"mx.example.net\"; spf=pass",
                "mx.example.net.; spf=pass",
                "mx.example.net",
                "\r\n\tmx.example.net;;; spf=pass reason=\"")) {
            message.header("Authentication-Results", value).header("AUTHENTICATION-RESULTS ", value);
        }
        assertThat(check()).isEmpty();
        assertThat(values()).isEmpty();
    }

    @Test
    void leaves_what_others_say() {
        message.header("Authentication-Results", "mx.example.org; spf=pass")
                .header("Authentication-Results", "mx.example.net.example.org; spf=pass")
                .header("Authentication-Results", "; spf=pass")
                .header("X-Authentication-Results", "mx.example.net; spf=pass");
        check();
        assertThat(message.headers()).hasSize(4);
    }

    @Test
    void leaves_what_an_acl_has_added() {
        message.header("Authentication-Results", "mx.example.net; spf=pass");
        message.addHeader(Header.of("Authentication-Results", "mx.example.net; spf=fail"), Placement.AT_START);
        check();
        assertThat(values()).containsExactly("mx.example.net; spf=fail");
    }

    @Test
    void takes_off_what_the_option_names() {
        context.option(AuthresultsPlugin.STRIP, "example.net : *.example.net : xn--bcher-kva.example");
        message.header("Authentication-Results", "example.net; none")
                .header("Authentication-Results", "a.example.net; none")
                .header("Authentication-Results", "b\u00c3\u00bccher.example; none")
                .header("Authentication-Results", "b\u00fccher.example; none")
                .header("Authentication-Results", "example.org; none");
        check();
        assertThat(values()).containsExactly("b\u00fccher.example; none", "example.org; none");
    }

    @Test
    void leaves_all_when_the_option_is_empty_or_the_host_is_trusted() {
        message.header("Authentication-Results", "mx.example.net; none");
        context.option(AuthresultsPlugin.STRIP, "");
        check();
        assertThat(values()).hasSize(1);
        context.option(AuthresultsPlugin.STRIP, "$primary_hostname");
        context.option(AuthresultsPlugin.TRUSTED_HOSTS, "192.0.2.1");
        check();
        assertThat(values()).hasSize(1);
        context.option(AuthresultsPlugin.TRUSTED_HOSTS, "192.0.2.2");
        check();
        assertThat(values()).isEmpty();
    }

    @Test
    void looks_at_a_hundred_fields_and_takes_off_the_rest() {
        IntStream.range(0, 5_000).forEach(i -> message.header("Authentication-Results", "n" + i + ".example; none"));
        check();
        assertThat(message.headers()).hasSize(StripCheck.MAX_FIELDS);
    }

    @Test
    void refuses_for_now_when_it_cannot_know_whose_fields_are_ours() {
        context.option(AuthresultsPlugin.STRIP, "$broken").contributions(List.of(Variable.of("broken", _ -> {
            throw ExpansionException.defer("no answer");
        })));
        message.header("Authentication-Results", "mx.example.net; none");
        assertThat(check()).map(Reply::code).contains(451);
        assertThat(values()).hasSize(1);
    }

    @Test
    void comes_before_what_verifies() {
        assertThat(new StripCheck().order()).isLessThan(10);
    }
}
