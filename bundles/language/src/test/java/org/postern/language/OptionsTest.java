package org.postern.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.core.BadConfiguration;
import org.postern.core.ConfigSource;
import org.postern.core.GenericOptions;
import org.postern.core.LogSelector;
import org.postern.core.Policy;
import org.postern.spi.OptionSet;
import org.postern.spi.Router;
import org.postern.testkit.TestRecipient;

/// Exim's options, offered by a plugin or not.
final class OptionsTest {
    @TempDir
    private Path scratch;

    private static World world() {
        return World.standard()
                .with(new FakePlugin("drivers")
                        .with(
                                Words.router("accept", _ -> (_, _) -> new Router.Result.Decline()),
                                Words.transport("appendfile", _ -> _ -> Map.of(), Words.FILE, Words.CREATE))
                        .with(GenericOptions.all().toArray(OptionSet[]::new)));
    }

    @Test
    void values_of_options_that_have_no_effect_must_be_right_all_the_same() {
        assertThat(world().problems("""
                        queue_only = maybe
                        remote_max_parallel = many
                        queue_only_load = 1.2345
                        delay_warning = 2h : 4
                        timeout_frozen_after = 7
                        no_queue_domains
                        not_split_spool_directory = true
                        perl_startup
                        deliver_queue_load_max = 7.5
                        check_spool_space = 10M
                        no_mua_wrapper
                        """)).isEqualTo("""
                        test.conf:1: main: queue_only: not yes or no: maybe
                        test.conf:2: main: remote_max_parallel: not a number, such as 50 or 20M: many
                        test.conf:3: main: queue_only_load: not a number, such as 1.5: 1.2345
                        test.conf:4: main: delay_warning: not a time, such as 1h30m: 4
                        test.conf:5: main: timeout_frozen_after: not a time, such as 1h30m: 7
                        test.conf:6: main: no_queue_domains: queue_domains is not yes or no, it cannot be negated
                        test.conf:7: main: not_split_spool_directory: an option with no_ or not_ before it has no value
                        test.conf:8: main: perl_startup: = is missing, and then a value
                        test.conf:9: warning: main: deliver_queue_load_max: is not supported yet, it has no effect
                        test.conf:10: warning: main: check_spool_space: is not supported yet, it has no effect
                        test.conf:11: warning: main: no_mua_wrapper: is not supported yet, it has no effect""");
    }

    @Test
    void an_option_that_is_expanded_may_be_negated_if_it_is_a_boolean_too() throws Exception {
        try (Policy policy = world().compile("begin routers\nr:\n driver = accept\n no_more\n")) {
            var more = policy.routers()
                    .getFirst()
                    .settings()
                    .get(GenericOptions.MORE)
                    .orElseThrow();
            assertThat(more.source()).isEqualTo("false");
        }
    }

    @Test
    void the_option_of_another_driver_is_not_one_of_this() {
        assertThat(world().problems("begin transports\nt:\n driver = appendfile\n file = /x\n allow_localhost\n"))
                .isEqualTo("test.conf:5: transport t: allow_localhost: no plugin offers the transport option"
                        + " allow_localhost");
    }

    @Test
    void what_is_exims_but_no_option_and_not_there_is_an_error_that_says_so() {
        assertThat(world().problems("""
                        acl_smtp_mail = a
                        begin acl
                        a:
                          deny dcc = x
                          warn control = dscp/x
                          deny verify = csa
                        begin routers
                        r:
                          driver = iplookup
                        """)).isEqualTo("""
                        test.conf:4: acl a: dcc = ...: no plugin offers the ACL condition dcc; it is Exim's, not supported in this version
                        test.conf:5: acl a: control = dscp: no plugin offers the ACL control dscp; it is Exim's, not supported in this version
                        test.conf:6: acl a: verify = csa: no plugin offers the ACL verification csa; it is Exim's, not supported in this version
                        test.conf:9: router r: driver = iplookup: no plugin offers the router driver iplookup; it is Exim's, not supported in this version""");
    }

    @Test
    void what_is_only_tried_may_have_drivers_that_are_not_there_and_defer() throws Exception {
        Path file = Files.writeString(
                scratch.resolve("c"),
                "begin routers\nr:\n driver = iplookup\n hosts = x\nbegin transports\nt:\n driver = pipe\n command = /x\n");
        World world = world();
        ConfigSource source = new ConfigSource(file, Map.of());
        try (Policy policy = world.compile(source.lenient())) {
            assertThat(policy.warnings()).hasSize(2);
            assertThat(policy.transport("t")).isPresent();
            assertThat(policy.routers())
                    .singleElement()
                    .satisfies(router -> assertThat(
                                    router.instance().route(TestRecipient.of("a@b.example"), world.context(policy)))
                            .isInstanceOf(Router.Result.Defer.class));
        }
        assertThatThrownBy(() -> world.compile(source)).isInstanceOf(BadConfiguration.class);
    }

    @Test
    void a_mistake_says_by_which_macros_and_inclusions_it_came() {
        assertThat(world().problems("WHEN = soon\ntimeout_frozen_after = \\\n  WHEN\n"))
                .isEqualTo(
                        "test.conf:2: main: timeout_frozen_after: not a time, such as 1h30m: soon (macro WHEN of test.conf:1)");
    }

    @Test
    void presence_macros_are_there_with_what_they_name_and_only_then() throws Exception {
        String macros = "_HAVE_TLS _HAVE_DKIM _HAVE_IPV6 _ACL_MOD_ENDPASS _ACL_COND_SPF _EXP_ITEM_IF _EXP_COND_AND"
                + " _OPT_MAIN_TLS_CERTIFICATE _OPT_ROUTERS_MORE _LOG_ADDRESS_REWRITE _LOG_PID _DRIVER_ROUTER_ACCEPT";
        assertThat(present(world(), macros))
                .isEqualTo("_HAVE_IPV6 _ACL_MOD_ENDPASS _EXP_ITEM_IF _EXP_COND_AND"
                        + " _OPT_ROUTERS_MORE _LOG_ADDRESS_REWRITE _DRIVER_ROUTER_ACCEPT");
        World withTls = world().with(new FakePlugin("secure")
                .with(OptionSet.main(org.postern.api.config.Option.of(
                        "tls_certificate", org.postern.api.config.OptionTypes.TEXT, ""))));
        assertThat(present(withTls, "_HAVE_TLS _HAVE_TLS1_3 _HAVE_DKIM _HAVE_OPENSSL"))
                .isEqualTo("_HAVE_TLS _HAVE_TLS1_3");
    }

    private static String present(World world, String macros) throws Exception {
        StringBuilder found = new StringBuilder();
        for (String macro : macros.split(" ", -1)) {
            String set = world.expand(".ifdef " + macro + "\nheaders_charset = UTF-8\n.endif\n", "x");
            assertThat(set).isEqualTo("x");
            try (Policy policy = world.compile(".ifdef " + macro + "\nheaders_charset = UTF-8\n.endif\n")) {
                if (policy.setting(LanguageOptions.HEADERS_CHARSET).name().equals("UTF-8")) {
                    found.append(found.isEmpty() ? "" : " ").append(macro);
                }
            }
        }
        return found.toString();
    }

    @Test
    void log_selectors_are_known_and_those_without_effect_are_warned_of() throws Exception {
        try (Policy policy = world().compile("log_selector = +address_rewrite +pid -dnssec - tls_cipher\n")) {
            LogSelector selector = policy.setting(LogSelector.OPTION);
            assertThat(selector.has("address_rewrite")).isTrue();
            assertThat(selector.has("tls_cipher")).isFalse();
            assertThat(policy.warnings())
                    .extracting(Object::toString)
                    .containsExactly(
                            "test.conf:1: warning: main: log_selector: pid is not supported yet, it has no effect");
        }
        assertThat(world().problems("log_selector = +pids\n"))
                .isEqualTo("test.conf:1: main: log_selector: unknown log selector: pids");
        assertThat(world().problems("log_selector = pid\n"))
                .isEqualTo("test.conf:1: main: log_selector: a log selector has + or - before it: pid");
    }

    @Test
    void every_name_of_exims_has_one_line_in_the_table() {
        EximNames names = new EximNames();
        assertThat(names.of("main option")).hasSize(290);
        assertThat(names.option("main option", "", "message_size_limit"))
                .contains(new EximNames.Word("expanded string", "50M"));
        assertThat(names.option("router option", "redirect", "file")).isNotEqualTo(Optional.empty());
        assertThat(names.option("router option", "accept", "file")).isEmpty();
    }
}
