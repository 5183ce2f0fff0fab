package org.postern.dkim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.postern.api.AuthResult;
import org.postern.api.AuthResult.Property;
import org.postern.api.MailLog;
import org.postern.api.Phase;
import org.postern.api.Text;
import org.postern.api.config.ConfigException;
import org.postern.api.mail.ArrivalTag;
import org.postern.api.smtp.Reply;
import org.postern.spi.AclCondition;
import org.postern.spi.AclCondition.Outcome;
import org.postern.spi.AclModifier;
import org.postern.spi.Contribution;
import org.postern.spi.DataCheck;
import org.postern.spi.IncomingObserver;
import org.postern.spi.Variable;
import org.postern.testkit.FakeDns;
import org.postern.testkit.TestCompiler;
import org.postern.testkit.TestContext;
import org.postern.testkit.TestMessage;
import org.postern.testkit.TestSession;

@NullMarked
class DkimPluginTest {
    private static final TestKeys KEYS = TestKeys.rsa(2048);
    private static final String MESSAGE = "From: a@example.org\r\nTo: b@example.net\r\nSubject: hello\r\n\r\nHello\r\n";

    private final FakeDns dns = new FakeDns()
            .txt("sel._domainkey.example.org", KEYS.record() + "; n=for people; t=y")
            .servfail("sel._domainkey.down.example");
    private final TestContext context = TestContext.in(Phase.DATA)
            .session(TestSession.from("192.0.2.1"))
            .message(TestMessage.from("a@example.org").id("1vAbcd-000000000001-0001"))
            .logging("dkim_verbose");
    private final DkimPlugin plugin = new DkimPlugin(dns, InstantSource.fixed(context.now()));

    DkimPluginTest() {
        context.contributions(plugin.contributions());
    }

    private <C extends Contribution> C contributed(Class<C> kind, String name) {
        return plugin.contributions().stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .filter(contribution -> contribution.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private FakeExchange receive(String message) throws Exception {
        return receive(message, _ -> Optional.empty());
    }

    private FakeExchange receive(String message, Function<TestContext, Optional<Reply>> acl) throws Exception {
        FakeExchange exchange = new FakeExchange(context, acl);
        check(message, exchange);
        return exchange;
    }

    private Optional<Reply> check(String message, FakeExchange exchange) throws Exception {
        context.phase(Phase.PREDATA);
        contributed(IncomingObserver.class, "dkim").begin(context).ifPresent(sink -> {
            byte[] bytes = Verify.bytes(message);
            for (int i = 0; i < bytes.length; i += 10) {
                sink.bytes(bytes, i, Math.min(10, bytes.length - i));
            }
            sink.end();
        });
        Optional<Reply> reply = contributed(DataCheck.class, "dkim").check(exchange);
        context.phase(Phase.DATA);
        return reply;
    }

    private String value(String name) throws Exception {
        return context.variable(name).map(Text::value).orElseThrow();
    }

    private boolean holds(String condition, String list) throws Exception {
        return contributed(AclCondition.class, condition)
                        .compile(list, new TestCompiler())
                        .test(context)
                instanceof Outcome.Match;
    }

    private static String signed() throws Exception {
        return Signing.signed(MESSAGE, KEYS.privateKey());
    }

    private static String unanswered() throws Exception {
        return Signing.signed(
                MESSAGE,
                KEYS.privateKey(),
                "v=1; a=rsa-sha256; d=down.example; s=sel; i=joe@sub.Down.example",
                List.of("From"),
                java.util.OptionalLong.empty());
    }

    @Test
    void contributes_what_exim_has() {
        assertThat(plugin.contributions().stream()
                        .filter(contribution -> !(contribution instanceof Variable))
                        .map(Contribution::name))
                .containsExactly("dkim", "dkim", "dkim_status", "dkim_signers", "dkim_disable_verify", "dkim");
        assertThat(plugin.contributions().stream()
                        .filter(Variable.class::isInstance)
                        .map(Contribution::name))
                .hasSize(22)
                .allMatch(name -> name.startsWith("dkim_"));
        assertThat(plugin.options().getFirst().options())
                .extracting(Object::toString)
                .containsExactly(
                        "dkim_verify_hashes",
                        "dkim_verify_keytypes",
                        "dkim_verify_min_keysizes",
                        "dkim_verify_minimal",
                        "dkim_verify_signers",
                        "dkim_verify_max_signatures");
        assertThat(plugin.options().getLast().options())
                .extracting(Object::toString)
                .containsExactly(
                        "dkim_domain",
                        "dkim_selector",
                        "dkim_private_key",
                        "dkim_canon",
                        "dkim_hash",
                        "dkim_identity",
                        "dkim_sign_headers",
                        "dkim_strict",
                        "dkim_timestamps");
        assertThat(contributed(AclCondition.class, "dkim_status").phases())
                .containsExactlyInAnyOrder(Phase.DKIM, Phase.MIME, Phase.PRDR, Phase.DATA);
        assertThat(contributed(AclCondition.class, "dkim_signers").phases()).containsExactly(Phase.DKIM);
    }

    @Test
    void tells_of_a_signature_that_passes() throws Exception {
        String message = signed();
        FakeExchange exchange = receive(message);
        assertThat(exchange.runs()).containsExactly("example.org sel pass");
        String b = message.replaceAll("(?s).*\\sb=([^;]{8}).*", "$1");
        assertThat(context.get(AuthResult.RESULTS))
                .contains(List.of(new AuthResult(
                        "dkim",
                        "pass",
                        "",
                        List.of(
                                new Property("header", "d", "example.org"),
                                new Property("header", "i", "@example.org"),
                                new Property("header", "s", "sel"),
                                new Property("header", "a", "rsa-sha256"),
                                new Property("header", "b", b)))));
        assertThat(context.get(ArrivalTag.ALL)).contains(List.of(new ArrivalTag("dkim", "DKIM=example.org")));
        assertThat(context.log().entries())
                .extracting(entry -> entry.stream() + " " + entry.messageId() + " " + entry.line())
                .containsExactly("MAIN 1vAbcd-000000000001-0001 DKIM: d=example.org s=sel c=relaxed/relaxed"
                        + " a=rsa-sha256 b=2048 [verification succeeded]");
        assertThat(holds("dkim_status", "fail : pass")).isTrue();
        assertThat(holds("dkim_status", "none : fail : invalid")).isFalse();
    }

    @Test
    void shows_signature_and_key_as_variables() throws Exception {
        receive(Signing.signed(
                MESSAGE,
                KEYS.privateKey(),
                "v=1; a=rsa-sha256; d=example.org; s=sel; t=1700000000; x=1900000000; l=3; z=From:a|To:b;"
                        + " i=joe@example.org",
                List.of("From", "To"),
                java.util.OptionalLong.of(3)));
        List<String> shown = new java.util.ArrayList<>();
        for (String name : List.of(
                "domain",
                "selector",
                "identity",
                "algo",
                "canon_body",
                "canon_headers",
                "copiedheaders",
                "bodylength",
                "created",
                "expires",
                "headernames",
                "key_testing",
                "key_nosubdomains",
                "key_srvtype",
                "key_granularity",
                "key_notes",
                "key_length",
                "signers",
                "cur_signer",
                "verify_status",
                "verify_reason",
                "verify_signers")) {
            shown.add(name + "=" + value("dkim_" + name));
        }
        assertThat(shown)
                .containsExactly(
                        "domain=example.org",
                        "selector=sel",
                        "identity=joe@example.org",
                        "algo=rsa-sha256",
                        "canon_body=relaxed",
                        "canon_headers=relaxed",
                        "copiedheaders=From:a|To:b",
                        "bodylength=3",
                        "created=1700000000",
                        "expires=1900000000",
                        "headernames=From:To",
                        "key_testing=1",
                        "key_nosubdomains=0",
                        "key_srvtype=*",
                        "key_granularity=*",
                        "key_notes=for people",
                        "key_length=2048",
                        "signers=example.org:joe@example.org",
                        "cur_signer=joe@example.org",
                        "verify_status=pass:pass",
                        "verify_reason=",
                        "verify_signers=$dkim_signers");
        assertThat(context.variable("dkim_domain")).contains(Text.tainted("example.org"));
    }

    @Test
    void has_exims_defaults_where_there_is_no_signature() throws Exception {
        receive(MESSAGE);
        assertThat(value("dkim_bodylength")).isEqualTo("9999999999999");
        assertThat(value("dkim_expires")).isEqualTo("9999999999999");
        assertThat(value("dkim_created")).isEqualTo("0");
        assertThat(value("dkim_key_srvtype")).isEqualTo("*");
        assertThat(value("dkim_domain")).isEmpty();
        assertThat(value("dkim_verify_status")).isEmpty();
        assertThat(holds("dkim_status", "none")).isTrue();
        assertThat(context.get(AuthResult.RESULTS)).contains(List.of(new AuthResult("dkim", "none", "", List.of())));
        assertThat(context.get(ArrivalTag.ALL)).isEmpty();
    }

    @Test
    void no_answer_of_the_dns_is_neither_pass_nor_fail() throws Exception {
        receive(unanswered());
        assertThat(context.get(AuthResult.RESULTS).orElseThrow())
                .extracting(AuthResult::result)
                .containsExactly("temperror");
        assertThat(value("dkim_verify_status")).isEqualTo("invalid:invalid");
        assertThat(value("dkim_verify_reason")).isEqualTo("pubkey_unavailable");
        assertThat(holds("dkim_status", "temperror")).isTrue();
        assertThat(holds("dkim_status", "pass : fail")).isFalse();
        assertThat(value("dkim_signers")).isEqualTo("down.example:joe@sub.down.example");
        assertThat(context.log().lines(MailLog.Stream.MAIN))
                .containsExactly("DKIM: d=down.example s=sel c=relaxed/relaxed a=rsa-sha256 b=2048"
                        + " i=joe@sub.Down.example [invalid - public key record (currently?) unavailable:"
                        + " sel._domainkey.down.example TXT: SERVFAIL]");
    }

    @Test
    void runs_the_acl_for_each_signer_that_is_asked_for() throws Exception {
        context.option(DkimOptions.VERIFY_SIGNERS, "Example.ORG : other.example : example.org");
        assertThat(receive(signed()).runs()).containsExactly("Example.ORG sel pass", "other.example  none");
        assertThat(value("dkim_verify_status")).isEqualTo("pass:none");
        assertThat(holds("dkim_status", "none")).isTrue();
    }

    @Test
    void runs_the_acl_once_for_each_signature_of_a_signer() throws Exception {
        String twice = Signing.signed(signed().replace("hello", "changed"), KEYS.privateKey());
        assertThat(receive(twice).runs()).containsExactly("example.org sel pass", "example.org sel fail");
        assertThat(value("dkim_verify_status")).isEqualTo("pass:fail");
        assertThat(value("dkim_verify_reason")).isEqualTo("signature_incorrect");
    }

    @Test
    void does_not_run_the_acl_for_an_empty_list_but_logs() throws Exception {
        context.option(DkimOptions.VERIFY_SIGNERS, "");
        assertThat(receive(signed()).runs()).isEmpty();
        assertThat(context.log().lines(MailLog.Stream.MAIN)).hasSize(1);
        assertThat(value("dkim_verify_status")).isEmpty();
    }

    @Test
    void what_the_acl_refuses_is_refused() throws Exception {
        Reply no = Reply.of(550, "7.20", "no");
        FakeExchange exchange = new FakeExchange(context, _ -> Optional.of(no));
        assertThat(check(signed(), exchange)).contains(no);
    }

    @Test
    void defers_if_the_signers_cannot_be_known() throws Exception {
        context.option(DkimOptions.VERIFY_SIGNERS, "$nonsense");
        assertThat(check(signed(), new FakeExchange(context, _ -> Optional.empty())))
                .hasValueSatisfying(reply -> assertThat(reply.isTemporary()).isTrue());
        assertThat(context.log().lines(MailLog.Stream.MAIN))
                .containsExactly("failed to expand dkim_verify_signers: unknown variable $nonsense");
    }

    @Test
    void the_acl_may_set_status_and_reason() throws Exception {
        receive(signed(), acl -> {
            try {
                contributed(Variable.class, "dkim_verify_status")
                        .writer()
                        .orElseThrow()
                        .write(Text.trusted("fail"), acl);
                contributed(Variable.class, "dkim_verify_reason")
                        .writer()
                        .orElseThrow()
                        .write(Text.tainted("hash too weak"), acl);
                return Optional.empty();
            } catch (org.postern.api.ExpansionException e) {
                throw new AssertionError(e);
            }
        });
        assertThat(value("dkim_verify_status")).isEqualTo("fail");
        assertThat(context.variable("dkim_verify_reason")).contains(Text.tainted("hash too weak"));
        assertThat(holds("dkim_status", "pass")).isFalse();
        assertThat(holds("dkim_status", "fail")).isTrue();
    }

    @Test
    void matches_the_signer_in_hand() throws Exception {
        receive(signed());
        assertThat(holds("dkim_signers", "other.example : *.org")).isTrue();
        assertThat(holds("dkim_signers", "other.example")).isFalse();
    }

    @Test
    void does_not_verify_when_told_not_to() throws Exception {
        AclModifier.Action action =
                contributed(AclModifier.class, "dkim_disable_verify").compile("", new TestCompiler());
        action.apply(context.phase(Phase.RCPT));
        receive(signed());
        assertThat(context.get(AuthResult.RESULTS)).isEmpty();
        context.nextMessage(TestMessage.from("a@example.org"));
        receive(signed());
        assertThat(context.get(AuthResult.RESULTS)).isPresent();
        context.nextMessage(TestMessage.from("a@example.org"));
        action.apply(context.phase(Phase.CONNECT));
        context.nextMessage(TestMessage.from("a@example.org"));
        receive(signed());
        assertThat(context.get(AuthResult.RESULTS)).isEmpty();
        assertThatThrownBy(() ->
                        contributed(AclModifier.class, "dkim_disable_verify").compile("x", new TestCompiler()))
                .isInstanceOf(ConfigException.class);
    }

    @Test
    void tells_a_key_that_is_too_short() throws Exception {
        context.option(DkimOptions.VERIFY_MIN_KEYSIZES, "rsa=4096 ed25519=250");
        receive(signed());
        assertThat(value("dkim_verify_status")).isEqualTo("fail");
        assertThat(value("dkim_verify_reason")).isEqualTo("pubkey_too_short");
        assertThat(context.get(AuthResult.RESULTS).orElseThrow())
                .extracting(result -> result.result() + " " + result.reason())
                .containsExactly("policy public key too short: 2048 bits");
    }

    @Test
    void looks_at_no_more_signatures_than_the_option_says() throws Exception {
        context.option(DkimOptions.VERIFY_MAX_SIGNATURES, "1");
        receive(Signing.signed(signed(), KEYS.privateKey()));
        assertThat(context.get(AuthResult.RESULTS).orElseThrow()).hasSize(1);
        assertThat(context.log().lines(MailLog.Stream.MAIN))
                .first()
                .isEqualTo("DKIM: 1 more signatures are not verified");
    }

    @Test
    void reports_a_signature_that_cannot_be_read() throws Exception {
        receive("DKIM-Signature: v=1; d=x; d=y\r\n" + MESSAGE);
        assertThat(context.get(AuthResult.RESULTS))
                .contains(List.of(new AuthResult("dkim", "neutral", "signature tag missing or invalid", List.of())));
        assertThat(context.log().lines(MailLog.Stream.MAIN))
                .containsExactly("DKIM: [invalid - signature tag missing or invalid: a second d=]");
        assertThat(value("dkim_signers")).isEmpty();
    }

    @Test
    void names_signatures_that_begin_alike_by_more_of_them() throws Exception {
        String first = signed();
        String field = first.substring(0, first.indexOf("From: a@"));
        int place = field.length() - field.replaceFirst("(?s)^.*\\sb=", "").length();
        for (int seen = 0; seen < 10 || field.charAt(place) <= ' '; place++) {
            seen += field.charAt(place) > ' ' ? 1 : 0;
        }
        String other =
                field.substring(0, place) + (field.charAt(place) == 'A' ? 'B' : 'A') + field.substring(place + 1);
        receive(other + first);
        assertThat(context.get(AuthResult.RESULTS).orElseThrow())
                .extracting(result -> result.properties().getLast().value().length())
                .containsExactly(11, 11);
    }

    @Test
    void refuses_options_that_cannot_work_and_warns_of_sha1() throws Exception {
        TestCompiler compiler = new TestCompiler();
        assertThatThrownBy(() -> DkimOptions.VERIFY_HASHES.type().parse("md5", compiler))
                .hasMessage("not a hash: md5; sha256 and sha512 are right");
        assertThatThrownBy(() -> DkimOptions.VERIFY_KEYTYPES.type().parse("dsa", compiler))
                .hasMessage("not a kind of key: dsa; rsa and ed25519 are right");
        assertThatThrownBy(() -> DkimOptions.VERIFY_MIN_KEYSIZES.type().parse("rsa", compiler))
                .hasMessage("not the size of a kind of key, such as rsa=1024: rsa");
        assertThat(DkimOptions.VERIFY_HASHES.type().parse("sha256 : sha1", compiler))
                .containsExactly("sha256", "sha1");
        assertThat(compiler.warnings())
                .containsExactly("sha1 has no effect: signatures with it are never valid (RFC 8301)");
    }
}
