package org.postern.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postern.api.Phase;
import org.postern.api.config.Option;
import org.postern.api.config.OptionTypes;
import org.postern.api.mail.Address;
import org.postern.core.BadConfiguration;
import org.postern.core.GenericOptions;
import org.postern.core.Policy;
import org.postern.core.RetryError;
import org.postern.core.RetryRule;
import org.postern.spi.ExpansionItem;
import org.postern.spi.OptionSet;
import org.postern.spi.Router;
import org.postern.spi.RouterDriver;

final class ConfigurationTest {
    private static final Option<Long> LIMIT =
            Option.of("size_limit", OptionTypes.NUMBER, "5K").alsoCalled("size_max");
    private static final Option<Duration> WAIT = Option.of("wait", OptionTypes.TIME, "1m");
    private static final Option<Boolean> FLAG = Option.of("flag", OptionTypes.BOOLEAN, "true");
    private static final Option<Optional<String>> TEXT = Option.optional("text", OptionTypes.TEXT);

    private static World world() {
        return World.standard()
                .with(new FakePlugin("drivers")
                        .with(
                                Words.router("accept", _ -> (_, _) -> new Router.Result.Decline()),
                                Words.transport("appendfile", _ -> _ -> Map.of(), Words.FILE, Words.CREATE))
                        .with(GenericOptions.all().toArray(OptionSet[]::new))
                        .with(OptionSet.main(LIMIT, WAIT, FLAG, TEXT)));
    }

    @Test
    void names_all_mistakes_with_their_places() {
        assertThat(world().problems("""
                        primary_hostnam = x
                        acl_smtp_rcpt = check_rcp
                        domainlist local = a : +remote

                        begin acl
                        check_rcpt:
                          acept domains = +local
                          deny condition = ${if eq{a}{b}
                          deny condtion = yes
                          deny acl = other
                        begin routers
                        r:
                          driver = acept
                        begin trnsports
                        """)).isEqualTo("""
                        test.conf:1: main: primary_hostnam: no plugin offers the main option primary_hostnam; did you mean primary_hostname?
                        test.conf:2: main: acl_smtp_rcpt: there is no ACL check_rcp; did you mean check_rcpt?
                        test.conf:3: main: domainlist local: unknown named domain list "+remote"
                        test.conf:7: acl: check_rcpt: acept: not a verb (accept, defer, deny, discard, drop, require, warn); did you mean accept?
                        test.conf:8: acl check_rcpt: condition: curly-bracket problem in conditional yes/no parsing: did not close with '}'; remaining string is ''
                        test.conf:9: acl check_rcpt: condtion = ...: no plugin offers the ACL condition condtion; did you mean condition?
                        test.conf:10: acl check_rcpt: acl = other: there is no such ACL
                        test.conf:13: router r: driver = acept: no plugin offers the router driver acept; did you mean accept?
                        test.conf:14: routers: begin trnsports: no such section; did you mean transports?""");
    }

    @Test
    void names_of_routers_and_transports_must_be_there_unless_they_are_expanded() {
        assertThat(world().problems("""
                        begin routers
                        first:
                          driver = accept
                          transport = local_delivry
                          pass_router = first
                        second:
                          driver = accept
                          transport = ${if eq{a}{b}{nobody}{local_delivery}}
                          redirect_router = secnd
                          pass_router = third
                        begin transports
                        local_delivery:
                          driver = appendfile
                          file = /box
                        """)).isEqualTo("""
                        test.conf:4: router first: transport: transport "local_delivry" not found; did you mean local_delivery?
                        test.conf:5: router first: pass_router: router "first" does not follow "first"
                        test.conf:9: router second: redirect_router: router "secnd" not found; did you mean second?
                        test.conf:10: router second: pass_router: router "third" not found""");
    }

    @Test
    void a_router_has_a_transport_if_its_driver_needs_one_and_none_if_it_takes_none() {
        World world = world().with(new FakePlugin("more")
                .with(
                        Words.router("needs", RouterDriver.NeedOfTransport.REQUIRED),
                        Words.router("takes_none", RouterDriver.NeedOfTransport.FORBIDDEN)));
        assertThat(world.problems("""
                        begin routers
                        first:
                          driver = needs
                        second:
                          driver = needs
                          verify_only
                        third:
                          driver = takes_none
                          transport = local_delivery
                        begin transports
                        local_delivery:
                          driver = appendfile
                          file = /box
                        """)).isEqualTo("""
                        test.conf:2: router first: a transport is required for this router
                        test.conf:9: router third: transport: must not be set for this router""");
    }

    @Test
    void gives_options_their_values_and_defaults() throws Exception {
        try (Policy policy = world().compile("hide size_max = 2M\nno_flag\ntext = \"a\\tb\"\n")) {
            assertThat(policy.setting(LIMIT)).isEqualTo(2 << 20);
            assertThat(policy.setting(WAIT)).isEqualTo(Duration.ofMinutes(1));
            assertThat(policy.setting(FLAG)).isFalse();
            assertThat(policy.setting(TEXT)).contains("a\tb");
            assertThat(policy.warnings())
                    .extracting(Object::toString)
                    .containsExactly("test.conf:1: warning: main: size_max: is the older name of size_limit");
        }
    }

    @Test
    void says_what_is_wrong_with_values() {
        assertThat(world().problems("""
                        wait = soon
                        flag = maybe
                        size_limit
                        text = "open
                        wait = 1h
                        no_text
                        not_flag = true
                        size limit = 3
                        """)).isEqualTo("""
                        test.conf:1: main: wait: not a time, such as 1h30m: soon
                        test.conf:2: main: flag: not yes or no: maybe
                        test.conf:3: main: size_limit: = is missing, and then a number, such as 50 or 20M
                        test.conf:4: main: no closing quote after "open
                        test.conf:5: main: wait: is set already, at test.conf:1
                        test.conf:6: main: no_text: text is not yes or no, it cannot be negated
                        test.conf:7: main: not_flag: is set already, at test.conf:2
                        test.conf:8: main: size: = is missing before: limit = 3""");
    }

    @Test
    void a_name_of_exims_that_nothing_offers_yet_is_a_warning() {
        assertThat(world().problems("perl_startup = x\nbegin routers\nr:\n driver = accept\n retry_use_local_part\n"))
                .isEqualTo("""
                        (good) test.conf:1: warning: main: perl_startup: is not supported yet, it has no effect
                        test.conf:5: warning: router r: retry_use_local_part: is not supported yet, it has no effect""");
    }

    @Test
    void a_word_that_a_feature_has_is_an_error_that_names_the_feature() {
        World world = world().feature(offer -> offer.name().startsWith("spf") ? Optional.of("spf") : Optional.empty());
        assertThat(world.problems("""
                        spf_guess = v=spf1 a
                        acl_smtp_mail = a
                        begin acl
                        a:
                          deny spf = fail
                          warn set acl_m_x = $spf_received
                          deny verify = spf/x
                          deny other = x
                        """)).isEqualTo("""
                        test.conf:1: main: spf_guess: no plugin offers the main option spf_guess; feature spf has it: postern feature install spf
                        test.conf:5: acl a: spf = ...: no plugin offers the ACL condition spf; feature spf has it: postern feature install spf
                        test.conf:6: acl a: set: unknown variable name "spf_received"; feature spf has it: postern feature install spf
                        test.conf:7: acl a: verify = spf: no plugin offers the ACL verification spf; feature spf has it: postern feature install spf
                        test.conf:8: acl a: other = ...: no plugin offers the ACL condition other""");
    }

    @Test
    void a_condition_must_stand_where_it_can_be_tested() {
        assertThat(world().problems("""
                        acl_smtp_mail = a
                        begin acl
                        a:
                          accept acl = b
                        b:
                          accept domains = x
                        """))
                .isEqualTo("test.conf:6: acl b: domains: cannot be used in the MAIL ACL (acl_smtp_mail); it can be in"
                        + " acl_smtp_rcpt, acl_smtp_vrfy");
    }

    @Test
    void a_driver_says_which_option_is_wrong_and_its_instance_is_closed_with_the_policy() throws Exception {
        List<String> closed = new ArrayList<>();
        FakePlugin files = new FakePlugin("files")
                .with(Words.router(
                        "strict",
                        settings -> {
                            if (settings.isSet(Words.CREATE)) {
                                throw settings.invalid(Words.CREATE, "makes no sense here");
                            }
                            return new ClosingRouter(closed);
                        },
                        Words.CREATE));
        World world = world().with(files);
        assertThat(world.problems("begin routers\nr:\n driver = strict\n no_create_directory\n"))
                .isEqualTo("test.conf:4: router r: create_directory: makes no sense here");
        try (Policy policy = world.compile("begin routers\nr:\n driver = strict\n")) {
            assertThat(policy.routers()).extracting(Policy.Block::name).containsExactly("r");
        }
        assertThatThrownBy(() -> world.compile("begin routers\nr:\n driver = strict\nq:\n driver = nothing\n"))
                .isInstanceOf(BadConfiguration.class);
        assertThat(closed).hasSize(2);
    }

    private record ClosingRouter(List<String> closed) implements Router, AutoCloseable {
        @Override
        public Result route(org.postern.api.mail.Recipient recipient, org.postern.api.Context context) {
            return new Result.Decline();
        }

        @Override
        public void close() {
            closed.add("closed");
        }
    }

    @Test
    void binds_transports_with_generic_options_and_reports_those_that_must_be_set() throws Exception {
        assertThat(world().problems("begin transports\nt:\n driver = appendfile\n return_path_add = perhaps\n"))
                .isEqualTo("""
                        test.conf:2: transport t: file: must be set, to text
                        test.conf:4: transport t: return_path_add: not yes or no: perhaps""");
        try (Policy policy = world().compile("""
                begin transports
                t:
                 driver = appendfile
                 file = /m
                 headers_add = A: 1
                 headers_add = B: 2
                 return_path_add
                """)) {
            var settings = policy.transport("t").orElseThrow().settings();
            assertThat(settings.get(Words.FILE)).isEqualTo("/m");
            assertThat(settings.get(GenericOptions.RETURN_PATH_ADD)).isTrue();
            assertThat(settings.get(GenericOptions.HEADERS_ADD).orElseThrow().source())
                    .isEqualTo("A: 1\nB: 2");
            assertThat(policy.transport("u")).isEmpty();
        }
    }

    @Test
    void conditions_of_one_router_must_all_hold() throws Exception {
        try (Policy policy = world().compile(
                        "begin routers\nr:\n driver = accept\n condition = yes\n condition = ${if eq{a}{b}}\n")) {
            var condition = policy.routers()
                    .getFirst()
                    .settings()
                    .get(GenericOptions.CONDITION)
                    .orElseThrow();
            assertThat(condition.expand(world().context(policy)).value()).isEqualTo("false");
        }
    }

    @Test
    void reads_retry_rules() throws Exception {
        try (Policy policy = world().compile("begin retry\n*.example  quota\n*  *  F,2h,15m; G,16h,1h,1.5\n")) {
            List<RetryRule> rules = policy.retryRules();
            assertThat(rules.get(0).error()).isEqualTo(RetryError.of("quota"));
            assertThat(rules.get(0).source()).isEqualTo("*.example");
            assertThat(rules.get(0).steps()).isEmpty();
            assertThat(rules.get(0)
                            .pattern()
                            .match(new Address("a", "b.example"), world().context(policy))
                            .holds())
                    .isTrue();
            assertThat(rules.get(1).steps())
                    .containsExactly(
                            new RetryRule.Step('F', Duration.ofHours(2), Duration.ofMinutes(15), 1),
                            new RetryRule.Step('G', Duration.ofHours(16), Duration.ofHours(1), 1.5));
        }
        assertThat(world().problems("begin retry\n*\n* * X,1h,1m\n* * F,1h\n* * G,1h,0s,2\n* * G,1h,1m,0.5\n"))
                .isEqualTo("""
                        test.conf:2: retry: missing error type: PATTERN ERROR RULES is right, such as * * F,2h,15m; G,16h,1h,1.5
                        test.conf:3: retry: unknown retry rule letter: X,1h,1m (F,CUTOFF,INTERVAL or G,CUTOFF,INTERVAL,FACTOR)
                        test.conf:4: retry: bad parameters for retry rule: F,1h (F,CUTOFF,INTERVAL)
                        test.conf:5: retry: bad parameters for retry rule: G,1h,0s,2: a time is zero
                        test.conf:6: retry: bad parameters for retry rule: G,1h,1m,0.5: the factor of a retry rule must be 1 at least: 0.5""");
    }

    @Test
    void a_plugin_checks_the_main_section_as_a_whole() {
        World world = world().with(new FakePlugin("checker")
                .with(OptionSet.main(Words.CREATE))
                .checking(main -> {
                    if (!main.get(Words.CREATE)) {
                        throw main.invalid(Words.CREATE, "needs something else");
                    }
                }));
        assertThat(world.problems("no_create_directory\n"))
                .isEqualTo("test.conf:1: main: create_directory: needs something else");
    }

    @Test
    void finds_contributions_by_their_kind_in_the_order_of_their_names() throws Exception {
        try (Policy policy = world().compile("")) {
            assertThat(policy.contributions(ExpansionItem.class))
                    .extracting(ExpansionItem::name)
                    .containsExactly("env", "map");
            assertThat(policy.contributions(org.postern.spi.SmtpExtension.class))
                    .isEmpty();
        }
    }

    @Test
    void checks_a_configuration_of_a_megabyte() throws Exception {
        StringBuilder text = new StringBuilder("acl_smtp_rcpt = a0\nbegin acl\n");
        for (int i = 0; text.length() < 1 << 20; i++) {
            text.append("a")
                    .append(i)
                    .append(":\n  accept condition = ${if and{{eq{$local_part}{user")
                    .append(i)
                    .append("}}{match{$domain}{\\N^d")
                    .append(i)
                    .append("\\.example$\\N}}}}\n  deny\n");
        }
        try (Policy policy = world().compile(text.toString())) {
            assertThat(policy.hasAcl(Phase.RCPT)).isTrue();
        }
    }
}
