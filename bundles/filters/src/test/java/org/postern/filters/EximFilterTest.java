package org.postern.filters;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.postern.api.config.Expansions;
import org.postern.api.mail.Attempt;
import org.postern.api.mail.AutoReply;
import org.postern.spi.Filter;
import org.postern.spi.Filter.Action;
import org.postern.spi.Filter.Ending;
import org.postern.spi.FilterLanguage.Right;
import org.postern.spi.FilterLanguage.Source;

class EximFilterTest {
    private static final String FIRST = "# Exim filter\n";

    private final Trial trial = new Trial(new EximFilterLanguage());

    private Filter.Result run(String commands) {
        return trial.run(FIRST + commands);
    }

    private String fault(String commands) {
        return run(commands).ending() instanceof Ending.Faulty(String reason) ? reason : "no fault";
    }

    private boolean holds(String condition) {
        Filter.Result result = run("if " + condition + " then deliver yes else deliver no endif");
        assertThat(result.actions()).as(condition + ": " + result.ending()).hasSize(1);
        return result.actions().getFirst() instanceof Action.Deliver(Text to, var _, var _)
                && to.value().equals("yes");
    }

    @Test
    void knows_its_first_line() {
        EximFilterLanguage language = new EximFilterLanguage();

        assertThat(language.isLanguageOf("# Exim filter   <== do not edit")).isTrue();
        assertThat(language.isLanguageOf("#exim  filter\nfinish")).isTrue();
        assertThat(language.isLanguageOf("# Sieve filter")).isFalse();
        assertThat(language.isLanguageOf("ann@a.example")).isFalse();
    }

    @Test
    void delivers_saves_and_pipes() {
        assertThat(run("""
                deliver ann@a.example errors_to "bob@b.example"   # to both
                save $home/box 0640
                unseen pipe "/bin/prog $home 'a b'"
                noerror deliver carl"""))
                .isEqualTo(new Filter.Result(
                        new Ending.Delivered(),
                        List.of(
                                new Action.Deliver(
                                        Text.trusted("ann@a.example"),
                                        Optional.of(Text.trusted("bob@b.example")),
                                        false),
                                new Action.Save(Text.trusted("/home/user/box"), OptionalInt.of(0640), false),
                                new Action.Pipe(Text.trusted("/bin/prog /home/user \"a b\""), false),
                                new Action.Deliver(Text.trusted("carl"), Optional.empty(), true))));
    }

    @Test
    void takes_file_names_from_the_home_directory_if_the_router_says_so() {
        Action inHome = new Action.Save(Text.trusted("/home/user/box"), OptionalInt.empty(), false);
        Action asWritten = new Action.Save(Text.trusted("box"), OptionalInt.empty(), false);

        assertThat(run("save box").actions()).containsExactly(inHome);
        trial.router.set(FilterOptions.PREPEND_HOME, "no");
        assertThat(run("save box").actions()).containsExactly(asWritten);
    }

    @Test
    void sets_up_no_significant_delivery_with_unseen_commands_and_mail() {
        assertThat(run("unseen deliver ann\nmail text hello").ending()).isEqualTo(new Ending.NotDelivered());
        assertThat(run("seen mail text hello").ending()).isEqualTo(new Ending.Delivered());
        assertThat(run("seen finish deliver never").ending()).isEqualTo(new Ending.Delivered());
        assertThat(run("finish deliver never").ending()).isEqualTo(new Ending.NotDelivered());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    "Abc" is abc                        | true
                    "Abc" IS abc                        | false
                    Abc is not abc                      | false
                    Abc IS NOT abc                      | true
                    Abcdef begins abc                   | true
                    Abcdef BEGINS abc                   | false
                    Abcdef ends DEF                     | true
                    Abcdef contains "CD"                | true
                    Abcdef CONTAINS "CD"                | false
                    Abcdef does not contain cd          | false
                    Abcdef DOES NOT CONTAIN CD          | true
                    Abcdef matches "^a.*f"             | true
                    Abcdef MATCHES "^a.*f"             | false
                    Abcdef does not match x             | true
                    5 is above 4                        | true
                    4K is not above 4096                | true
                    4 is below 4                        | false
                    3 below 4                           | true
                    not 3 below 4                       | false
                    a is b or a is a and b is b         | true
                    (a is b or a is a) and b is c       | false
                    not (a is b or a is a)              | false
                    error_message                       | false
                    delivered                           | false
                    manually_thawed                     | false
                    first_delivery                      | true
                    """)
    void compares(String condition, boolean expected) {
        assertThat(holds(condition)).isEqualTo(expected);
    }

    @Test
    void knows_later_attempts() {
        trial.context.put(Attempt.SLOT, new Attempt(false, true));

        assertThat(holds("first_delivery")).isFalse();
        assertThat(holds("manually_thawed")).isTrue();
    }

    @Test
    void takes_the_first_part_of_an_if_that_holds() {
        String text = "if a is b then deliver one elif a is a then deliver two elif a is a then deliver three"
                + " else deliver four endif deliver five";

        assertThat(run(text).actions().stream().map(Object::toString))
                .satisfiesExactly(
                        first -> assertThat(first).contains("two"),
                        second -> assertThat(second).contains("five"));
    }

    @Test
    void tells_personal_mail() {
        trial.message.header("To", "User <USER@local.example>").header("From", "ann@sender.example");

        assertThat(holds("personal")).isTrue();
        trial.message.header("Precedence", "bulk");
        assertThat(holds("personal")).isFalse();
    }

    @Test
    void takes_no_list_robot_or_answer_for_personal() {
        trial.message.header("To", "other@local.example").header("From", "list-request@sender.example");

        assertThat(holds("personal alias other@local.example")).isFalse();
        trial.message.removeHeader("From");
        assertThat(holds("personal alias other@local.example")).isTrue();
        assertThat(holds("personal")).isFalse();
        trial.message.header("Auto-Submitted", "auto-replied");
        assertThat(holds("personal alias other@local.example")).isFalse();
    }

    @Test
    void looks_for_any_address_of_a_list() {
        assertThat(holds("foranyaddress \"group: a@b.example, Carl <c@d.example>;\" ($thisaddress begins c)"))
                .isTrue();
        assertThat(holds("foranyaddress \"a@b.example\" ($thisaddress begins c)"))
                .isFalse();
    }

    @Test
    void counts() {
        assertThat(trial.report(FIRST + "add 3 to n1\nadd $n1 to n1\ntestprint \"$n1 $n2\""))
                .isEqualTo("""
                        Add 3 to n1
                        Add 3 to n1
                        Testprint: 6 0
                        Filtering did not set up a significant delivery.
                        Normal delivery will occur.""");
    }

    @Test
    void leaves_the_numbers_of_the_system_filter_to_the_filters_of_users() {
        trial.runAsSystem(FIRST + "add 7 to n2");

        assertThat(trial.report(FIRST + "testprint \"$sn2 $n2\"")).startsWith("Testprint: 7 0\n");
    }

    @Test
    void reports_what_it_does() {
        assertThat(trial.report(FIRST + """
                unseen deliver ann errors_to bob
                save box 600
                pipe "/bin/cat $home"
                seen noerror mail to "x@y.example" subject "a\\tb" return message
                vacation log /log once /once
                logfile /f logwrite "line\\n"
                headers charset UTF-8
                finish""")).isEqualTo("""
                Unseen deliver message to: ann errors_to bob
                Save message to: box 0600
                Pipe message to: /bin/cat $home
                Seen mail to: x@y.example (noerror)
                subject: a\\tb
                Return original message
                Mail to: <default> (vacation)
                subject: On vacation
                   file: .vacation.msg (expanded)
                    log: /log
                   once: /once
                Logfile /f
                Logwrite "line\\n"
                Headers charset "UTF-8"
                Finish
                Filtering set up at least one significant delivery or other action.
                No other deliveries will occur.""");
    }

    @Test
    void answers_with_all_that_mail_takes() {
        assertThat(run("""
                mail to "x@y.example" cc c bcc b from f reply_to r subject "one\\ntwo" extra_headers "X-A: 1"
                     text "body" expand file /file return message log log once /once once_repeat 1d""").actions())
                .containsExactly(new Action.Reply(
                        new AutoReply(
                                Map.ofEntries(
                                        Map.entry("to", Text.trusted("x@y.example")),
                                        Map.entry("cc", Text.trusted("c")),
                                        Map.entry("bcc", Text.trusted("b")),
                                        Map.entry("from", Text.trusted("f")),
                                        Map.entry("reply_to", Text.trusted("r")),
                                        Map.entry("subject", Text.trusted("one two")),
                                        Map.entry("headers", Text.trusted("X-A: 1")),
                                        Map.entry("text", Text.trusted("body")),
                                        Map.entry("file", Text.trusted("/file")),
                                        Map.entry("log", Text.trusted("/home/user/log")),
                                        Map.entry("once", Text.trusted("/once"))),
                                true,
                                true,
                                Duration.ofDays(1)),
                        false));
    }

    @Test
    void answers_the_sender_unless_told_otherwise() {
        assertThat(run("mail text hello").actions())
                .containsExactly(new Action.Reply(
                        new AutoReply(
                                Map.of("text", Text.trusted("hello"), "to", Text.tainted("ann@sender.example")),
                                false,
                                false,
                                Duration.ZERO),
                        false));
    }

    @Test
    void reads_escapes_and_joined_lines() {
        assertThat(trial.report(FIRST + "testprint \"a\\x41\\101\\\"\\\\ \\\n    b\\\\$c\""))
                .startsWith("Testprint: aAA\" b$c\n");
    }

    @Test
    void ends_as_it_is_told_if_it_may() {
        assertThat(trial.runAsSystem(FIRST + "defer text \"later\"").ending()).isEqualTo(new Ending.Defer("later"));
        assertThat(trial.runAsSystem(FIRST + "fail \"no\"").ending()).isEqualTo(new Ending.Fail("no"));
        assertThat(trial.runAsSystem(FIRST + "freeze").ending()).isEqualTo(new Ending.Freeze(""));
        assertThat(fault("\nfail text no"))
                .isEqualTo("filtering command \"fail\" is disabled near line 3 of filter file");
        assertThat(trial.run(new Source(
                                Text.trusted(FIRST + "fail text no"), false, Set.of(Right.FAIL), Optional.empty()))
                        .ending())
                .isEqualTo(new Ending.Fail("no"));
    }

    @Test
    void changes_the_header_in_a_system_filter_only() {
        trial.message.header("X-Old", "1");

        trial.runAsSystem(FIRST + "headers add \"X-New: 1\\n two\\nX-Newer: 2\" headers remove x-old");

        assertThat(trial.message.headers().stream().map(header -> header.text()))
                .containsExactly("X-New: 1\r\n two\r\n", "X-Newer: 2\r\n");
        assertThat(fault("headers add \"X-A: 1\""))
                .isEqualTo("filtering command \"headers add\" is disabled near line 2 of filter file");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    frobnicate            | unknown filtering command "frobnicate" near line 2 of filter file
                    deliver               | missing item after "deliver" near line 2 of filter file
                    deliver "ann          | quote missing at the end of a string near line 2 of filter file
                    if a is a then        | missing "endif" near line 2 of filter file
                    if a is a deliver b   | "then" expected after the condition of "if" near line 2 of filter file
                    if a likes b then     | unrecognized condition word "likes" near line 2 of filter file
                    if (a is a then       | ")" missing in a condition near line 2 of filter file
                    endif                 | unexpected "endif" near line 2 of filter file
                    unseen                | "unseen" is not followed by a command near line 2 of filter file
                    unseen finish         | "unseen" cannot be used with "finish" near line 2 of filter file
                    add 1 n1              | expected "to" between arguments of "add" command near line 2 of filter file
                    mail once_repeat x    | malformed time value "x" for "once_repeat" near line 2 of filter file
                    add x to n1           | malformed number "x" in "add" command
                    add 1 to m1           | unknown variable "m1" in "add" command
                    if 1 is above x then endif | malformed numerical string "x"
                    """)
    void says_what_is_wrong_and_where(String commands, String reason) {
        assertThat(fault(commands)).isEqualTo(reason);
    }

    @Test
    void says_which_string_cannot_be_expanded() {
        assertThat(fault("deliver $nothing"))
                .isEqualTo("failed to expand \"$nothing\" in \"deliver\" command: unknown variable $nothing");
    }

    @Test
    void expands_nothing_that_a_stranger_wrote() {
        Filter.Result result =
                trial.run(new Source(Text.tainted(FIRST + "deliver $home"), false, Set.of(), Optional.empty()));

        assertThat(result.ending())
                .isEqualTo(new Ending.Faulty("failed to expand \"$home\" in \"deliver\" command: "
                        + "attempt to expand tainted string '$home'"));
    }

    @Test
    void forbids_while_it_runs_what_the_router_forbids() {
        trial.router.set(FilterOptions.FORBID_LOGWRITE, "yes");
        FilterOptions.FORBIDDEN.keySet().forEach(option -> trial.router.set(option, "yes"));
        Source source = new Source(Text.trusted(FIRST), false, Set.of(), Optional.of(trial.router));

        assertThat(new EximScope(source, trial.context.compiler()).forbidden().keySet())
                .containsExactlyInAnyOrder("dlfunc", "exists", "lookup", "perl", "readfile", "readsocket", "run");
        assertThat(fault("logwrite x"))
                .isEqualTo("filtering command \"logwrite\" is disabled near line 2 of filter file");
        assertThat(trial.context.get(Expansions.FORBIDDEN).orElse(Map.of())).isEmpty();
    }

    @Test
    void refuses_to_be_used_where_the_router_forbids_it() {
        trial.router.set(FilterOptions.FORBID_EXIM_FILTER, "yes");

        assertThat(fault("finish")).isEqualTo("Exim filtering not enabled");
    }

    @Test
    void bounds_depth_and_number_of_actions() {
        assertThat(fault("if a is a then ".repeat(1000))).startsWith("\"if\" is nested too deep");
        assertThat(fault("if " + "(".repeat(1000))).startsWith("conditions are nested too deep");
        assertThat(fault("deliver a\n".repeat(1001))).isEqualTo("more than 1000 actions in filter file");
    }
}
