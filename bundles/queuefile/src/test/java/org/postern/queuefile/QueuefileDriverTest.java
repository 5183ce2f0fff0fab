package org.postern.queuefile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Option;
import org.postern.api.system.Identities;
import org.postern.api.system.Identity;
import org.postern.testkit.TestCompiler;

class QueuefileDriverTest {
    private static final Identities NOBODY = new Identities() {
        @Override
        public Identity own() {
            return new Identity.Own(0, 0);
        }

        @Override
        public Identity of(int uid, int gid, Optional<String> login) {
            return own();
        }
    };

    private static Option<?> option(String name) {
        return new QueuefileDriver(NOBODY)
                .options().stream()
                        .filter(option -> option.name().equals(name))
                        .findFirst()
                        .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "body_only",
                "current_directory",
                "disable_logging",
                "debug_print",
                "delivery_date_add",
                "envelope_to_add",
                "event_action",
                "group",
                "headers_add",
                "headers_only",
                "headers_remove",
                "headers_rewrite",
                "home_directory",
                "initgroups",
                "max_parallel",
                "message_size_limit",
                "rcpt_include_affixes",
                "retry_use_local_part",
                "return_path",
                "return_path_add",
                "shadow_condition",
                "shadow_transport",
                "transport_filter",
                "transport_filter_timeout",
                "user"
            })
    void options_that_are_ignored_are_warned_of(String name) throws ConfigException {
        TestCompiler compiler = new TestCompiler();
        option(name).type().parse("x", compiler);
        assertThat(compiler.warnings()).isEqualTo(List.of("a queuefile transport ignores it"));
    }

    @Test
    void the_directory_must_be_given() {
        assertThat(option("directory").isRequired()).isTrue();
        assertThat(option("message_id_length").isRequired()).isFalse();
    }

    @Test
    void the_plugin_offers_the_transport() {
        assertThat(new QueuefilePlugin(NOBODY, new InputWatch(Optional.empty(), arrival -> arrival.source(), NOBODY))
                        .contributions())
                .extracting("name")
                .containsExactly("queuefile");
    }
}
