package org.postern.aclstandard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postern.api.ExpansionException;
import org.postern.api.MailLog.Stream;
import org.postern.api.Phase;
import org.postern.api.Text;
import org.postern.api.config.ConfigException;
import org.postern.api.hints.MemoryHints;
import org.postern.api.mail.Controls;
import org.postern.api.mail.Header;
import org.postern.api.mail.Matched;
import org.postern.api.net.TlsInfo;
import org.postern.spi.AclCondition;
import org.postern.spi.AclCondition.Outcome;
import org.postern.spi.AclModifier;
import org.postern.spi.Contribution;
import org.postern.spi.Variable;
import org.postern.testkit.FakeDns;
import org.postern.testkit.TestCompiler;
import org.postern.testkit.TestContext;
import org.postern.testkit.TestMessage;
import org.postern.testkit.TestRecipient;
import org.postern.testkit.TestSession;

class AclStandardTest {
    private final FakeDns dns = FakeDns.of("""
            client.example A 192.0.2.10
            """);
    private final List<Duration> delays = new ArrayList<>();
    private final AclStandardPlugin plugin = new AclStandardPlugin(dns, new MemoryHints(), delays::add);
    private final TestMessage message = TestMessage.from("ann@sender.example");
    private final TestContext context = TestContext.in(Phase.RCPT)
            .session(TestSession.from("192.0.2.10").ehlo("client.example"))
            .message(message)
            .recipient(TestRecipient.of("bob@local.example"));

    private Outcome test(String name, String argument) throws ConfigException, ExpansionException {
        return find(AclCondition.class, name)
                .compile(argument, new TestCompiler())
                .test(context);
    }

    private boolean holds(String name, String argument) throws ConfigException, ExpansionException {
        return test(name, argument) instanceof Outcome.Match;
    }

    private void apply(String name, String argument) throws ConfigException, ExpansionException {
        find(AclModifier.class, name).compile(argument, new TestCompiler()).apply(context);
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
    void contributes_conditions_modifiers_and_controls() {
        assertThat(plugin.contributions())
                .extracting(Contribution::name)
                .containsExactly(
                        "hosts",
                        "domains",
                        "local_parts",
                        "recipients",
                        "senders",
                        "sender_domains",
                        "authenticated",
                        "encrypted",
                        "condition",
                        "helo",
                        "reverse_host_lookup",
                        "certificate",
                        "csa",
                        "seen",
                        "regex",
                        "regex_match_string",
                        "regex1",
                        "regex2",
                        "regex3",
                        "regex4",
                        "regex5",
                        "regex6",
                        "regex7",
                        "regex8",
                        "regex9",
                        "header_syntax",
                        "not_blind",
                        "header_names_ascii",
                        "add_header",
                        "remove_header",
                        "logwrite",
                        "delay",
                        "queue",
                        "udpsend",
                        "freeze",
                        "queue",
                        "queue_only",
                        "submission",
                        "suppress_local_fixups",
                        "enforce_sync",
                        "no_enforce_sync",
                        "no_multiline_responses",
                        "no_pipelining",
                        "no_delay_flush",
                        "no_callout_flush",
                        "allow_auth_unadvertised",
                        "allow_utf8_domains",
                        "caseful_local_part",
                        "caselower_local_part",
                        "fakereject",
                        "fakedefer",
                        "dscp",
                        "no_mbox_unspool",
                        "dkim_disable_verify",
                        "debug",
                        "cutthrough_delivery",
                        "queue_name",
                        "csa_status");
    }

    @Test
    void matches_client_recipient_and_sender_with_lists() throws ConfigException, ExpansionException {
        assertThat(holds("hosts", "192.0.2.10")).isTrue();
        assertThat(holds("hosts", "192.0.2.11")).isFalse();
        assertThat(holds("domains", "other.example : local.example")).isTrue();
        assertThat(holds("domains", "!local.example")).isFalse();
        assertThat(holds("local_parts", "bob")).isTrue();
        assertThat(holds("recipients", "bob@local.example")).isTrue();
        assertThat(holds("recipients", "ann@sender.example")).isFalse();
        assertThat(holds("senders", "ann@sender.example")).isTrue();
        assertThat(holds("sender_domains", "*.example")).isTrue();
        assertThat(holds("sender_domains", "local.example")).isFalse();
    }

    @Test
    void keeps_what_the_lists_gave() throws ConfigException, ExpansionException {
        test("domains", "local.example");
        test("senders", "ann@sender.example");

        assertThat(Matched.in(context).domain()).contains(Text.trusted("local.example"));
        assertThat(Matched.in(context).sender()).contains(Text.trusted("ann@sender.example"));
        assertThat(Matched.in(context).host()).isEmpty();
    }

    @Test
    void authenticated_holds_for_those_who_are() throws ConfigException, ExpansionException {
        assertThat(holds("authenticated", "*")).isFalse();

        context.session(TestSession.from("192.0.2.10").authenticated("ann"));
        context.variable("sender_host_authenticated", "plain");

        assertThat(holds("authenticated", "*")).isTrue();
        assertThat(holds("authenticated", "login : plain")).isTrue();
        assertThat(holds("authenticated", "login")).isFalse();
    }

    @Test
    void regex_looks_at_each_line_of_the_message() throws ConfigException, ExpansionException {
        message.header("Subject", "hello").header("X-Bad", "1").body("one line\r\nbuy Viagra now\r\n");

        assertThat(holds("regex", "^X-Bad: \\\\d")).isTrue();
        assertThat(holds("regex", "^X-Bad: [0-9]")).isTrue();
        assertThat(holds("regex", "nothing : [Vv]iagra")).isTrue();
        assertThat(find(Variable.class, "regex_match_string").read(context)).contains(Text.trusted("[Vv]iagra"));
        assertThat(holds("regex", "line.*buy")).isFalse();
    }

    @Test
    void warns_of_controls_that_have_no_effect() throws ConfigException {
        TestCompiler compiler = new TestCompiler();
        find(AclModifier.class, "no_mbox_unspool").compile("", compiler);
        find(AclModifier.class, "queue_only").compile("", compiler);
        find(AclModifier.class, "queue_only").compile("first_pass_route", compiler);

        assertThat(compiler.warnings())
                .containsExactly(
                        "control = no_mbox_unspool has no effect: no copy of the message is made for scanners",
                        "control = queue_only/first_pass_route has no effect: a message that is queued is not routed either");
    }

    @Test
    void encrypted_holds_inside_tls() throws ConfigException, ExpansionException {
        assertThat(holds("encrypted", "*")).isFalse();

        TlsInfo tls = new TlsInfo(
                "TLS1.3",
                "TLS_AES_256_GCM_SHA384",
                "",
                256,
                "",
                "",
                List.of(),
                Optional.empty(),
                TlsInfo.Verdict.NOT_ASKED,
                TlsInfo.Ocsp.NOT_REQUESTED,
                0);
        context.session(TestSession.from("192.0.2.10").encrypted(tls));

        assertThat(holds("encrypted", "*")).isTrue();
        assertThat(holds("encrypted", "<; TLS1.3:TLS_AES_256_GCM_SHA384:256")).isTrue();
        assertThat(holds("encrypted", "<; TLS1.2:X:128")).isFalse();
    }

    @Test
    void condition_knows_yes_no_and_numbers() throws ConfigException, ExpansionException {
        for (String yes : List.of("yes", "true", "TRUE", "1", "5", "-1")) {
            assertThat(holds("condition", yes)).as(yes).isTrue();
        }
        for (String no : List.of("no", "false", "0", "00", "", " ")) {
            assertThat(holds("condition", no)).as(no).isFalse();
        }
        assertThat(test("condition", "notabool"))
                .isEqualTo(new Outcome.Defer("", "invalid \"condition\" value \"notabool\""));
    }

    @Test
    void verifies_helo_by_address_name_or_lookup() throws ConfigException, ExpansionException {
        assertThat(holds("helo", "")).isTrue(); // client.example leads to 192.0.2.10

        assertThat(heloHolds(TestSession.from("192.0.2.10").ehlo("[192.0.2.10]")))
                .isTrue();
        assertThat(heloHolds(TestSession.from("192.0.2.10").ehlo("[192.0.2.11]")))
                .isFalse();
        assertThat(heloHolds(TestSession.from("2001:db8::1").ehlo("[IPv6:2001:db8::1]")))
                .isTrue();
        assertThat(heloHolds(
                        TestSession.from("192.0.2.10").ehlo("Other.Example").named("other.example")))
                .isTrue();
        assertThat(heloHolds(TestSession.from("192.0.2.10").ehlo("wrong.example")))
                .isFalse();
        assertThat(heloHolds(TestSession.from("192.0.2.10").withoutHelo())).isFalse();
    }

    private boolean heloHolds(TestSession session) throws ConfigException, ExpansionException {
        context.session(session);
        return holds("helo", "");
    }

    @Test
    void defers_helo_when_dns_gives_no_answer() throws ConfigException, ExpansionException {
        dns.servfail("client.example");

        assertThat(test("helo", "")).isInstanceOf(Outcome.Defer.class);
    }

    @Test
    void verifies_the_reverse_lookup() throws ConfigException, ExpansionException {
        assertThat(test("reverse_host_lookup", ""))
                .isEqualTo(new Outcome.NoMatch(
                        "host lookup failed for reverse lookup check", "host lookup failed for reverse lookup check"));

        context.session(TestSession.from("192.0.2.10").named("client.example"));
        assertThat(holds("reverse_host_lookup", "")).isTrue();

        context.session(TestSession.from("192.0.2.10").namelessFor("SERVFAIL"));
        assertThat(test("reverse_host_lookup", "")).isInstanceOf(Outcome.Defer.class);
        assertThat(holds("reverse_host_lookup", "defer_ok")).isTrue();
    }

    @Test
    void sees_blind_recipients() throws ConfigException, ExpansionException {
        message.to("bob@local.example", "Carol@Local.example")
                .header("To", "Bob <bob@local.example>, group: x@y.example;")
                .header("Cc", "\"Other, Carol\" <carol@local.example>");
        assertThat(holds("not_blind", "case_insensitive")).isTrue();

        message.to("dave@local.example");
        assertThat(test("not_blind", "")).isEqualTo(new Outcome.NoMatch("", "bcc recipient detected"));
    }

    @Test
    void sees_header_names_beyond_ascii() throws ConfigException, ExpansionException {
        message.header("X-Fine", "\u00e9");
        assertThat(holds("header_names_ascii", "")).isTrue();

        message.header("X-H\u00e9ader", "y");
        assertThat(test("header_names_ascii", ""))
                .isEqualTo(new Outcome.NoMatch("", "Invalid character in header \"X-H\u00e9ader\" found"));
    }

    @Test
    void adds_headers_where_told_to() throws ConfigException, ExpansionException {
        message.header("Received", "from x").header("Subject", "s");

        apply("add_header", "X-A: 1\n\tfolded\nX-B: 2");
        apply("add_header", ":after_received:X-After: 4");
        apply("add_header", ":at_start:X-First: 3");
        apply("add_header", "no field");

        assertThat(message.headers())
                .extracting(Header::text)
                .containsExactly(
                        "X-First: 3\r\n",
                        "Received: from x\r\n",
                        "X-After: 4\r\n",
                        "Subject: s\r\n",
                        "X-A: 1\r\n\tfolded\r\n",
                        "X-B: 2\r\n",
                        "X-ACL-Warn: no field\r\n");
    }

    @Test
    void removes_headers() throws ConfigException, ExpansionException {
        message.header("Subject", "s").header("X-No", "1").header("x-no", "2").header("X-Yes", "3");

        apply("remove_header", "Subject : X-No");

        assertThat(message.headers()).extracting(Header::name).containsExactly("X-Yes");
    }

    @Test
    void writes_to_the_logs() throws ConfigException, ExpansionException {
        apply("logwrite", "plain: text");
        apply("logwrite", ":main,reject: both");

        assertThat(context.log().lines(Stream.MAIN)).containsExactly("plain: text", "both");
        assertThat(context.log().lines(Stream.REJECT)).containsExactly("both");
        assertThatThrownBy(() -> apply("logwrite", ":nolog: x")).isInstanceOf(ExpansionException.class);
    }

    @Test
    void delays_for_a_bounded_time() throws ConfigException, ExpansionException {
        apply("delay", "5s");
        apply("delay", "2w");

        assertThat(delays).containsExactly(Duration.ofSeconds(5), Duration.ofMinutes(10));
        assertThatThrownBy(() -> apply("delay", "soon")).isInstanceOf(ExpansionException.class);
    }

    @Test
    void puts_controls_where_the_core_finds_them() throws ConfigException, ExpansionException {
        apply("freeze", "no_tell");
        apply("queue_only", "");
        apply("no_enforce_sync", "");
        apply("submission", "sender_retain/domain=a.example/name=Ann / Other");

        assertThat(context.get(Controls.FREEZE)).contains(new Controls.Freeze(false));
        assertThat(context.get(Controls.QUEUE)).contains(new Controls.Queue(false));
        assertThat(context.get(Controls.ENFORCE_SYNC)).contains(false);
        assertThat(context.get(Controls.SUBMISSION))
                .contains(new Controls.Submission(false, Optional.of("a.example"), Optional.of("Ann / Other")));
        assertThat(context.get(Controls.NO_PIPELINING)).isEmpty();
    }

    @Test
    void expands_the_options_of_a_control() throws ConfigException, ExpansionException {
        context.variable("where", "b.example");

        apply("submission", "domain=$where");

        assertThat(context.get(Controls.SUBMISSION))
                .contains(new Controls.Submission(true, Optional.of("b.example"), Optional.empty()));
    }

    @Test
    void refuses_unknown_options_of_controls() {
        assertThatThrownBy(() -> apply("freeze", "tell")).isInstanceOf(ConfigException.class);
        assertThatThrownBy(() -> apply("no_pipelining", "x")).isInstanceOf(ConfigException.class);
        assertThatThrownBy(() -> apply("submission", "x")).isInstanceOf(ConfigException.class);
        assertThatThrownBy(() -> test("helo", "x")).isInstanceOf(ConfigException.class);
    }
}
