package org.postern.filters;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postern.api.Text;
import org.postern.api.mail.AutoReply;
import org.postern.spi.Filter;
import org.postern.spi.Filter.Action;
import org.postern.spi.Filter.Ending;
import org.postern.spi.FilterLanguage.Source;

class SieveFilterTest {
    private static final String FIRST = "# Sieve filter\n";
    private static final Action INBOX = save("inbox");

    private final Trial trial = new Trial(new SieveFilterLanguage());

    SieveFilterTest() {
        trial.message
                .header("From", "Ann Example <Ann@Sender.example>")
                .header("To", "user@local.example, \"The Other\" <other+news@b.example>")
                .header("Subject", "=?utf-8?Q?Gr=C3=BC=C3=9Fe?= *and* more")
                .header("X-Number", "0042 apples")
                .body("text");
        trial.router
                .set(FilterOptions.SIEVE_VACATION_DIRECTORY, "/var/vacation")
                .set(FilterOptions.SIEVE_ENOTIFY_MAILTO_OWNER, "user@local.example");
    }

    private static Action save(String folder) {
        return new Action.Save(Text.trusted(folder), OptionalInt.empty(), false);
    }

    private static Action redirect(String address) {
        return new Action.Deliver(Text.trusted(address), Optional.empty(), false);
    }

    private Filter.Result run(String script) {
        return trial.run(FIRST + script);
    }

    private List<Action> actions(String script) {
        Filter.Result result = run(script);
        assertThat(result.ending()).isEqualTo(new Ending.Delivered());
        return result.actions();
    }

    private boolean holds(String test) {
        String script = "require [\"envelope\", \"subaddress\", \"comparator-i;ascii-numeric\", \"enotify\","
                + " \"encoded-character\"];\nif " + test + " { discard; }";
        return actions(script).isEmpty();
    }

    private String fault(String script) {
        return run(script).ending() instanceof Ending.Faulty(String reason) ? reason : "no fault";
    }

    private AutoReply reply(String script) {
        List<Action> actions = actions(script);
        assertThat(actions.getFirst()).isInstanceOf(Action.Reply.class);
        return ((Action.Reply) actions.getFirst()).reply();
    }

    @Test
    void keeps_what_nothing_else_is_said_about() {
        assertThat(actions("")).containsExactly(INBOX);
        assertThat(actions("keep; keep;")).containsExactly(INBOX);
        assertThat(actions("discard;")).isEmpty();
        assertThat(actions("stop; discard;")).containsExactly(INBOX);
    }

    @Test
    void files_and_redirects() {
        assertThat(actions("require \"fileinto\"; fileinto \"lists/news\"; redirect \"a@b.example\";"))
                .containsExactly(save("lists/news"), redirect("a@b.example"));
    }

    @Test
    void keeps_beside_copies() {
        assertThat(actions("require [\"fileinto\", \"copy\"]; fileinto :copy \"x\"; redirect :copy \"a@b.example\";"))
                .containsExactly(save("x"), redirect("a@b.example"), INBOX);
    }

    @Test
    void keeps_where_the_router_says() {
        trial.router.set(FilterOptions.SIEVE_INBOX, "$home/Maildir/");

        assertThat(actions("keep;")).containsExactly(save("/home/user/Maildir/"));
    }

    @Test
    void takes_the_first_branch_that_holds() {
        String script = "require \"fileinto\"; if false { fileinto \"1\"; } elsif true { fileinto \"2\"; }"
                + " elsif true { fileinto \"3\"; } else { fileinto \"4\"; } /* and */ fileinto \"5\"; # so on\n";

        assertThat(actions(script)).containsExactly(save("2"), save("5"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    true                                                            | true
                    not true                                                        | false
                    allof(true, not false)                                          | true
                    allof(true, false)                                              | false
                    anyof(false, true)                                              | true
                    exists ["From", "to"]                                           | true
                    exists ["From", "X-None"]                                       | false
                    header "subject" "GRÜSSE"                                       | false
                    header "subject" "Grüße *AND* more"                             | true
                    header :comparator "i;octet" "subject" "Grüße *AND* more"       | false
                    header :contains ["x-none", "subject"] ["zzz", "and"]           | true
                    header :matches "subject" "Gr??e *more"                         | true
                    header :matches :comparator "i;octet" "subject" "Gr??e*"        | false
                    header :matches "subject" "*\\\\*and\\\\**"                     | true
                    header :matches "subject" "?rü*x*"                              | false
                    header "subject" "Gr${unicode: fc df}e *and* more"              | true
                    header :contains "subject" "${hex: 2A 61}nd"                    | true
                    header :comparator "i;ascii-numeric" "x-number" "42"            | true
                    header :comparator "i;ascii-numeric" "x-number" "43"            | false
                    header :contains "x-none" ""                                    | false
                    header :contains "subject" ""                                   | true
                    address "from" "ann@sender.example"                             | true
                    address :localpart "from" "ann"                                 | true
                    address :domain ["cc", "to"] "b.example"                        | true
                    address :user "to" "other"                                      | true
                    address :detail "to" "news"                                     | true
                    address :detail "from" ""                                       | false
                    envelope "from" "ann@sender.example"                            | true
                    envelope :localpart "to" "user"                                 | true
                    envelope :domain :is "to" "other.example"                       | false
                    size :over 1K                                                   | false
                    size :under 1M                                                  | true
                    valid_notify_method "mailto:a@b.example?subject=x%20y"          | true
                    valid_notify_method "xmpp:a@b.example"                          | false
                    notify_method_capability "mailto:a@b.example" "online" "maybe"  | true
                    """)
    void tests(String test, boolean expected) {
        String bytes = new String(test.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);

        assertThat(holds(bytes)).isEqualTo(expected);
    }

    @Test
    void takes_user_and_detail_of_the_envelope_from_the_router() {
        trial.router.set(FilterOptions.SIEVE_USERADDRESS, "me").set(FilterOptions.SIEVE_SUBADDRESS, "here");

        assertThat(holds("envelope :user \"to\" \"me\"")).isTrue();
        assertThat(holds("envelope :detail \"to\" \"here\"")).isTrue();
    }

    @Test
    void reads_lines_of_text() {
        trial.message.header("X-Lines", "one");

        assertThat(holds("not header \"x-lines\" text:\none\n..\n.\n")).isTrue();
    }

    @Test
    void answers_as_vacation_says() {
        AutoReply reply = reply("require \"vacation\"; vacation :days 3 :subject \"Away\" \"Back on Monday.\";");

        assertThat(reply.onceRepeat()).isEqualTo(Duration.ofDays(3));
        assertThat(reply.part("once").orElseThrow().value()).matches("/var/vacation/[0-9a-f]{32}");
        assertThat(reply.part("to")).contains(Text.tainted("ann@sender.example"));
        assertThat(reply.part("from")).contains(Text.tainted("user@local.example"));
        assertThat(reply.part("subject")).contains(Text.trusted("Away"));
        assertThat(reply.part("text")).contains(Text.trusted("Back on Monday."));
        assertThat(reply.part("headers").orElseThrow().value())
                .startsWith("Auto-Submitted: auto-replied (vacation)\nMIME-Version: 1.0\n");
    }

    @Test
    void makes_the_subject_of_an_answer_from_that_of_the_message() {
        assertThat(reply("require \"vacation\"; vacation \"away\";")
                        .part("subject")
                        .orElseThrow())
                .isEqualTo(Text.tainted(SieveHeaders.encoded("Auto: Gr\u00c3\u00bc\u00c3\u009fe *and* more")));
    }

    @Test
    void answers_with_mime_as_it_is_written() {
        AutoReply reply = reply("require \"vacation\"; vacation :mime \"Content-Type: text/html\n\n<b>away</b>\";");

        assertThat(reply.part("headers").orElseThrow().value()).endsWith("MIME-Version: 1.0\nContent-Type: text/html");
        assertThat(reply.part("text")).contains(Text.trusted("<b>away</b>"));
    }

    @ParameterizedTest
    @CsvSource({"List-Id, <x.example>", "Auto-Submitted, auto-replied", "Precedence, Bulk"})
    void answers_no_list_and_no_robot(String name, String value) {
        trial.message.header(name, value);

        assertThat(actions("require \"vacation\"; vacation \"away\";")).containsExactly(INBOX);
    }

    @Test
    void answers_only_what_is_addressed_to_the_recipient() {
        trial.message.removeHeader("To");
        trial.message.header("To", "alias@local.example");

        assertThat(actions("require \"vacation\"; vacation \"away\";")).containsExactly(INBOX);
        assertThat(actions("require \"vacation\"; vacation :addresses \"Alias@Local.example\" \"away\";"))
                .hasSize(2);
    }

    @Test
    void notifies_by_mail() {
        AutoReply reply = reply("require \"enotify\"; notify :importance \"1\" :message \"You have mail\""
                + " \"mailto:0123@sms.example?body=See%20mail&X-Tag=1&from=evil@x.example\";");

        assertThat(reply.parts())
                .isEqualTo(Map.of(
                        "to", Text.trusted("0123@sms.example"),
                        "from", Text.tainted("user@local.example"),
                        "subject", Text.trusted("You have mail"),
                        "headers", Text.trusted("""
                                        Auto-Submitted: auto-notified; owner-email="user@local.example"
                                        Importance: High
                                        x-tag: 1
                                        MIME-Version: 1.0
                                        Content-Type: text/plain; charset=utf-8
                                        Content-Transfer-Encoding: 7bit"""),
                        "text", Text.trusted("See mail")));
    }

    @Test
    void notifies_nobody_of_what_is_automatic() {
        trial.message.header("Auto-Submitted", "auto-generated");

        assertThat(actions("require \"enotify\"; notify \"mailto:a@b.example\";"))
                .containsExactly(INBOX);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    keep                          | ";" expected in line 2
                    if true { keep;               | "}" expected in line 2
                    if true keep;                 | test and block expected after if in line 2
                    frobnicate;                   | unknown command "frobnicate" in line 2
                    else { keep; }                | unknown command "else" in line 2
                    if maybe { keep; }            | unknown test "maybe" in line 2
                    fileinto "x";                 | missing previous require "fileinto"; in line 2
                    require "reject";             | unknown capability "reject" in line 2
                    keep; require "copy";         | require is only allowed before all other commands in line 2
                    redirect ["a@b"];             | string expected after redirect in line 2
                    redirect "a";                 | redirect address "a" has no domain in line 2
                    if header "a" { keep; }       | missing argument of header in line 2
                    if header ["a",] "b" {}       | string expected in line 2
                    if header :loud "a" "b" {}    | unknown tag :loud of header in line 2
                    if header :is :contains "a" "b" {} | tags :is and :contains exclude each other in line 2
                    if address "subject" "b" {}   | invalid header field "subject" of address in line 2
                    if size 4 {}                  | missing :over or :under in line 2
                    keep "x                       | missing end of string in line 2
                    keep "x";                     | too many arguments of keep in line 2
                    if allof () {}                | test expected in line 2
                    """)
    void says_what_is_wrong_and_where(String script, String reason) {
        assertThat(fault(script)).isEqualTo("Sieve error: " + reason);
    }

    @Test
    void needs_a_directory_for_vacation_and_an_owner_for_notifications() {
        Trial bare = new Trial(new SieveFilterLanguage());

        assertThat(bare.run(FIRST + "require \"vacation\";").ending())
                .isEqualTo(new Ending.Faulty(
                        "Sieve error: vacation disabled: sieve_vacation_directory is not set in line 2"));
        assertThat(bare.run(FIRST + "require \"enotify\";").ending())
                .isEqualTo(new Ending.Faulty(
                        "Sieve error: enotify disabled: sieve_enotify_mailto_owner is not set in line 2"));
    }

    @Test
    void is_no_system_filter_and_can_be_forbidden() {
        assertThat(trial.runAsSystem(FIRST + "keep;").ending()).isInstanceOf(Ending.Faulty.class);
        trial.router.set(FilterOptions.FORBID_SIEVE_FILTER, "yes");
        assertThat(fault("keep;")).isEqualTo("Sieve filtering not enabled");
    }

    @Test
    void reports_whether_the_message_is_kept_without_being_told() {
        assertThat(trial.report(FIRST + "discard;")).isEqualTo("No implicit keep");
        assertThat(trial.report(FIRST)).isEqualTo("Implicit keep");
        assertThat(trial.report(FIRST + "\nkeep")).isEqualTo("Sieve error: \";\" expected in line 3");
    }

    @Test
    void takes_what_a_stranger_wrote_for_tainted() {
        Filter.Result result = trial.run(
                new Source(Text.tainted(FIRST + "redirect \"a@b.example\";"), false, Set.of(), Optional.empty()));

        assertThat(result.actions())
                .containsExactly(new Action.Deliver(Text.tainted("a@b.example"), Optional.empty(), false));
    }

    @Test
    void bounds_depth_and_number_of_actions() {
        assertThat(fault("if true {".repeat(1000))).startsWith("Sieve error: nested too deep");
        assertThat(fault("if " + "not ".repeat(1000))).startsWith("Sieve error: nested too deep");
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 1001; i++) {
            many.append("redirect \"").append(i).append("@b.example\";");
        }
        assertThat(fault(many.toString())).isEqualTo("more than 1000 actions in Sieve filter");
    }

    @Test
    void matches_in_bounded_time() {
        trial.message.header("X-Long", "a".repeat(20_000));

        assertThat(holds("header :matches \"x-long\" \"" + "*a".repeat(50) + "b\""))
                .isFalse();
    }
}
