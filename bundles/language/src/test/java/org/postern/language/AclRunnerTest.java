package org.postern.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.postern.api.MailLog;
import org.postern.api.Phase;
import org.postern.api.Text;
import org.postern.core.AclVerdict;
import org.postern.core.MailContext;
import org.postern.core.Policy;
import org.postern.core.State;
import org.postern.spi.AclCondition.Outcome;
import org.postern.testkit.RecordingLog;
import org.postern.testkit.TestMessage;
import org.postern.testkit.TestRecipient;

final class AclRunnerTest {
    /// The statements that Exim's answers were recorded for.
    private static final String RCPT = """
            acl_smtp_rcpt = a_rcpt
            check_expansions = false
            begin acl
            a_rcpt:
              accept  local_parts = acc
              accept  local_parts = accmsg
                      message = rcpt okay for $local_part@$domain
              deny    local_parts = deny
              deny    local_parts = denymsg
                      message = denied $local_part
                      log_message = LM denied $local_part
              deny    local_parts = code4
                      message = 451 not a 5xx
              deny    local_parts = code571
                      message = 571 5.7.1 custom code
              defer   local_parts = code550d
                      message = 550 not a 4xx
              defer   local_parts = defer
              defer   local_parts = defermsg
                      message = deferred
              drop    local_parts = drop
                      message = dropping you
              discard local_parts = disc
                      log_message = thrown away
              require local_parts = !req1
                      message = req1 needed
              require message = local part $local_part must not be req2
                      local_parts = !req2
              accept  local_parts = ep1 : ep2
                      endpass
                      message = endpass failed
                      condition = ${if eq{$local_part}{ep1}}
              warn    set acl_m_cnt = x$acl_m_cnt
                      set acl_c_n = y$acl_c_n
              deny    local_parts = count
                      message = m=$acl_m_cnt c=$acl_c_n
              accept  local_parts = sub
                      acl = sub_acl one "two words"
                      message = after sub $acl_m_sub
              deny    local_parts = subfail
                      !acl = sub_deny
                      message = neg sub
              deny    local_parts = subquiet
                      !acl = sub_deny
              deny    local_parts = condfail
                      condition = ${if eq{a}{b}{x}fail}
                      message = forced failure ignores
              deny    local_parts = expfail
                      message = bad ${nosuch:x}
              deny    local_parts = conderr
                      condition = ${nosuch:x}
              accept  local_parts = ctlbad
                      control = nosuchcontrol
              deny    local_parts = multi
                      message = line one\\nline two
              deny    local_parts = quiet
                      log_reject_target =
                      message = not logged
              deny    local_parts = verify
                      !verify = thing/option
              deny    local_parts = verifytext
                      message = said <$acl_verify_message>
                      !verify = thing
              defer   local_parts = verifydefer
                      verify = later
              accept  local_parts = value
                      condition = ${if acl{{sub_deny}}{yes}{no}}
              deny    local_parts = discsub
                      acl = sub_disc
              accept  local_parts = discok
                      acl = sub_disc
              accept  local_parts = loop
                      acl = sub_loop
            sub_acl:
              accept  condition = ${if eq{$acl_arg1}{one}}
                      set acl_m_sub = args=$acl_arg1,$acl_arg2,$acl_narg
              deny    message = sub_acl denies
            sub_deny:
              deny    message = sub deny msg
            sub_disc:
              discard
            sub_loop:
              accept  acl = sub_loop
            """;

    static Stream<Arguments> recipients() {
        return Table.rows("""
            acc => accept
            accmsg => accept rcpt okay for accmsg@oracle.example
            deny => 550 Administrative prohibition
            denymsg => 550 denied denymsg / LM denied denymsg
            code4 => 550 not a 5xx / 550 not a 5xx
            code571 => 571 5.7.1 custom code / 571 5.7.1 custom code
            code550d => 451 not a 4xx / 451 not a 4xx
            defer => 451 Temporary local problem - please try later
            defermsg => 451 deferred / deferred
            drop => drop 550 dropping you / dropping you
            disc => discard / thrown away
            req1 => 550 Administrative prohibition
            req2 => 550 local part req2 must not be req2 / local part req2 must not be req2
            ep1 => accept
            ep2 => 550 endpass failed / endpass failed
            count => 550 m=x c=y / m=x c=y
            sub => accept after sub args=one,two words,2
            subfail => 550 neg sub / sub deny msg
            subquiet => 550 sub deny msg / sub deny msg
            condfail => 550 forced failure ignores / forced failure ignores
            expfail => 550 Administrative prohibition
            conderr => 451 Temporary local problem - please try later / failed to expand ACL string "${nosuch:x}": unknown expansion operator "nosuch"
            ctlbad => 451 Temporary local problem - please try later / syntax error in "control=nosuchcontrol"
            multi => 550 line one line two / line one
            quiet => 550 not logged / not logged (quiet)
            verify => 550 no thing / there is no thing
            verifytext => 550 said <no thing> / there is no thing
            verifydefer => 451 try thing later / the resolver says nothing
            value => 550 Administrative prohibition
            discsub => 451 Temporary local problem - please try later / nested ACL returned "discard" for "deny" command (only allowed with "accept" or "discard")
            discok => discard
            loop => 451 Temporary local problem - please try later / ACL nested too deep: possible loop
            other => 550 Administrative prohibition
            """);
    }

    @ParameterizedTest
    @MethodSource("recipients")
    void says_what_exim_says(String localPart, String expected) throws Exception {
        World world = world();
        try (Policy policy = world.compile(RCPT)) {
            assertThat(show(rcpt(policy, world, localPart))).isEqualTo(expected);
        }
    }

    private static World world() {
        FakePlugin thing = new FakePlugin("thing")
                .with(
                        Words.verification("thing", new Outcome.NoMatch("no thing", "there is no thing")),
                        Words.verification("later", new Outcome.Defer("try thing later", "the resolver says nothing")));
        return World.standard().with(thing);
    }

    static AclVerdict rcpt(Policy policy, World world, String localPart) {
        TestRecipient recipient = TestRecipient.of(localPart + "@oracle.example");
        MailContext context = world.context(policy)
                .with(TestMessage.from("sender@zone.example"))
                .with(recipient, new State.Slots())
                .in(Phase.RCPT);
        return policy.acl(Phase.RCPT, context);
    }

    static String show(AclVerdict verdict) {
        return switch (verdict) {
            case AclVerdict.Accept(String text) -> ("accept " + text).strip();
            case AclVerdict.Discard(String _, String logMessage) -> "discard" + log(logMessage);
            case AclVerdict.Deny deny -> deny.reply() + log(deny.logMessage()) + (deny.quiet() ? " (quiet)" : "");
            case AclVerdict.Drop drop -> "drop " + drop.reply() + log(drop.logMessage());
        };
    }

    private static String log(String message) {
        return message.isEmpty() ? "" : " / " + message;
    }

    @Test
    void says_in_the_panic_log_that_a_code_begins_with_the_wrong_digit() throws Exception {
        World world = world();
        try (Policy policy = world.compile(RCPT)) {
            rcpt(policy, world, "code4");
            assertThat(world.log.lines(RecordingLog.Stream.PANIC))
                    .containsExactly(
                            "configured error code starts with incorrect digit (expected 5) in \"451 not a 5xx\"");
        }
    }

    @Test
    void without_an_acl_refuses_recipients_and_accepts_the_rest() throws Exception {
        World world = World.standard();
        try (Policy policy = world.compile("")) {
            assertThat(policy.hasAcl(Phase.RCPT)).isFalse();
            assertThat(show(policy.acl(Phase.RCPT, world.context(policy)))).isEqualTo("550 Administrative prohibition");
            assertThat(show(policy.acl(Phase.VRFY, world.context(policy)))).isEqualTo("252 Administrative prohibition");
            assertThat(show(policy.acl(Phase.DATA, world.context(policy)))).isEqualTo("accept");
        }
    }

    @Test
    void an_option_may_hold_the_statements_themselves_or_a_name_made_of_variables() throws Exception {
        World world = World.standard();
        try (Policy policy = world.compile("""
                acl_smtp_rcpt = deny message = never
                acl_smtp_data = ${if eq{$acl_m_x}{}{acl_one}{acl_two}}
                acl_smtp_mail = accept
                begin acl
                acl_one:
                  deny message = one
                acl_two:
                  accept
                """)) {
            assertThat(show(policy.acl(Phase.RCPT, world.context(policy)))).isEqualTo("550 never / never");
            assertThat(show(policy.acl(Phase.DATA, world.context(policy)))).isEqualTo("550 one / one");
            assertThat(show(policy.acl(Phase.MAIL, world.context(policy)))).isEqualTo("accept");
        }
    }

    @Test
    void an_acl_is_never_named_by_text_from_outside() throws Exception {
        World world = World.standard();
        try (Policy policy = world.compile("""
                acl_smtp_mail = $tainted
                acl_smtp_rcpt = ${sg{$tainted}{.+}{all}}
                begin acl
                all:
                  accept
                """)) {
            assertThat(show(policy.acl(Phase.MAIL, world.context(policy)))).startsWith("451 ");
            assertThat(show(policy.acl(Phase.RCPT, world.context(policy)))).startsWith("451 ");
        }
    }

    @Test
    void a_warning_adds_a_header_and_a_log_line_once() throws Exception {
        World world = World.standard();
        TestMessage message = TestMessage.from("sender@zone.example");
        try (Policy policy = world.compile("""
                acl_smtp_data = a
                begin acl
                a:
                  warn message = X-Warned: yes
                       log_message = warned about you
                  warn message = no field
                  accept
                """)) {
            MailContext context = world.context(policy).with(message);
            policy.acl(Phase.DATA, context);
            policy.acl(Phase.DATA, context);
            assertThat(message.headers())
                    .extracting(header -> header.text())
                    .containsExactly("X-Warned: yes\r\n", "X-ACL-Warn: no field\r\n");
            assertThat(world.log.lines(MailLog.Stream.MAIN)).containsExactly("Warning: warned about you");
        }
    }

    @Test
    void a_warning_that_cannot_be_decided_is_logged_unless_the_log_selector_says_not() throws Exception {
        for (String selector : java.util.List.of("+subject", "-acl_warn_skipped")) {
            World world = World.standard();
            try (Policy policy = world.compile("log_selector = " + selector + "\nacl_smtp_rcpt = a\nbegin acl\na:\n"
                    + " warn acl = b\n accept\nb:\n defer message = not now\n")) {
                policy.acl(Phase.RCPT, world.context(policy).with(State.fresh()).in(Phase.RCPT));
                assertThat(world.log.lines(MailLog.Stream.MAIN)).hasSize(selector.startsWith("+") ? 1 : 0);
            }
        }
    }

    @Test
    void a_variable_that_is_not_set_is_an_error_if_the_configuration_is_strict() throws Exception {
        World world = World.standard();
        try (Policy policy = world.compile("strict_acl_vars\n")) {
            MailContext context = world.context(policy).with(State.fresh());
            assertThat(world.expand(policy, "$acl_m_x")).isEqualTo("Failed: unknown variable name \"acl_m_x\"");
            assertThat(world.expand(policy, "${if def:acl_c0{a}{b}}"))
                    .isEqualTo("Failed: unknown variable name \"acl_c0\"");
            AclVariables.MESSAGE.set("acl_m_x", Text.EMPTY, context);
            assertThat(policy.expand("[$acl_m_x]", context).value()).isEqualTo("[]");
        }
    }

    @Test
    void variables_of_the_message_survive_in_its_slot_and_keep_their_taint() {
        var codec = AclVariables.MESSAGE.slot().codec().orElseThrow();
        var values = java.util.Map.of(
                "acl_m_x", org.postern.api.Text.tainted("a b%\n\u00e9+="), "acl_m0", org.postern.api.Text.trusted(""));
        assertThat(codec.decode().apply(codec.encode().apply(values))).isEqualTo(values);
        assertThat(codec.encode().apply(values)).doesNotContain("\n");
    }
}
