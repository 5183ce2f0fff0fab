package org.postern.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postern.api.Context;
import org.postern.api.Event;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.Expression;
import org.postern.api.mail.Host;
import org.postern.testkit.TestContext;
import org.postern.testkit.TestSettings;

/// What actions are expanded for which event, and what they see.
class EventActionTest {
    private final TestSettings transport = TestSettings.block("remote_smtp");
    private final TestContext context = TestContext.create().contributions(new EventPlugin().contributions());

    private Optional<String> tell(String name, String data, int errno) {
        return new Event(name, Text.tainted(data), Optional.of(transport), errno)
                .tell(context)
                .map(Text::value);
    }

    private Optional<String> tellMain(String name, String data) {
        return new Event(name, Text.tainted(data), Optional.empty())
                .tell(context)
                .map(Text::value);
    }

    private record Made(Made.Body body) implements Expression {
        @FunctionalInterface
        interface Body {
            Text expand(Context context) throws ExpansionException;
        }

        @Override
        public Text expand(Context context) throws ExpansionException {
            return body.expand(context);
        }

        @Override
        public boolean isConstant() {
            return false;
        }

        @Override
        public String source() {
            return "made";
        }
    }

    private void action(Made.Body body) {
        transport.put(EventOptions.TRANSPORT_ACTION, Optional.of(new Made(body)));
    }

    @Test
    void an_event_of_a_transport_expands_the_action_of_that_transport() {
        context.option(EventOptions.MAIN_ACTION, "main");
        assertThat(tell("msg:delivery", "250 OK", 0)).isEmpty();
        transport.set(EventOptions.TRANSPORT_ACTION, "$event_name|$event_data|$event_defer_errno");
        assertThat(tell("msg:host:defer", "no route", 113)).contains("msg:host:defer|no route|113");
        assertThat(tellMain("msg:complete", "")).contains("main");
    }

    @Test
    void an_event_outside_transports_expands_the_action_of_the_main_section() {
        transport.set(EventOptions.TRANSPORT_ACTION, "transport");
        assertThat(tellMain("msg:complete", "")).isEmpty();
        context.option(EventOptions.MAIN_ACTION, "$event_name|$event_data|$event_defer_errno");
        assertThat(tellMain("msg:fail:internal", "nobody")).contains("msg:fail:internal|nobody|0");
    }

    @Test
    void what_a_stranger_said_stays_tainted() {
        action(seen -> {
            assertThat(seen.variable("event_data").orElseThrow().tainted()).isTrue();
            assertThat(seen.variable("event_name").orElseThrow().tainted()).isFalse();
            return Text.trusted("seen");
        });
        assertThat(tell("smtp:connect", "220 hello", 0)).contains("seen");
    }

    @Test
    void older_names_mean_the_same() {
        assertThat(EventOptions.MAIN_ACTION.synonyms()).containsExactly("delivery_event_action", "tpda_event_action");
        assertThat(EventOptions.TRANSPORT_ACTION.synonyms()).containsExactly("tpda_event_action");
        transport.set(EventOptions.TRANSPORT_ACTION, "$tpda_event|$tpda_data|$tpda_defer_errno");
        assertThat(tell("msg:host:defer", "no route", 113)).contains("msg:host:defer|no route|113");
    }

    @Test
    void the_oldest_names_are_for_one_event_each() {
        context.host(Host.of("mx.example.org", InetAddress.ofLiteral("192.0.2.3")))
                .variable("host", "mx.example.org")
                .variable("host_address", "192.0.2.3")
                .variable("host_port", "25")
                .variable("local_part", "user")
                .variable("domain", "example.org");
        String who = "$tpda_delivery_local_part@$tpda_delivery_domain at $tpda_delivery_fqdn [$tpda_delivery_ip]"
                + ":$tpda_delivery_port";
        transport.set(EventOptions.DELIVERY_ACTION, who + " $tpda_delivery_confirmation");
        transport.set(EventOptions.HOST_DEFER_ACTION, who + " $tpda_defer_errno $tpda_defer_errstr");
        assertThat(tell("msg:delivery", "250 OK", 0))
                .contains("user@example.org at mx.example.org [192.0.2.3]:25 250 OK");
        assertThat(tell("msg:host:defer", "refused", 111))
                .contains("user@example.org at mx.example.org [192.0.2.3]:25 111 refused");
        assertThat(tell("msg:defer", "refused", 111)).isEmpty();
    }

    @Test
    void outside_actions_the_variables_are_empty() throws Exception {
        transport.set(EventOptions.TRANSPORT_ACTION, "$event_name");
        assertThat(tell("tcp:close", "", 0)).contains("tcp:close");
        assertThat(context.variable("event_name")).contains(Text.EMPTY);
        assertThat(context.variable("event_data")).contains(Text.EMPTY);
        assertThat(context.variable("event_defer_errno")).contains(Text.trusted("0"));
    }

    @Test
    void an_action_that_cannot_be_expanded_says_so_in_the_panic_log_and_nothing_else() {
        action(_ -> {
            throw ExpansionException.error("unknown variable");
        });
        assertThat(tell("tls:cert", "0", 0)).isEmpty();
        assertThat(context.log().entries().toString())
                .contains("failed to expand event_action tls:cert in remote_smtp: unknown variable");
    }

    @Test
    void a_forced_failure_is_as_nothing() {
        action(_ -> {
            throw new ExpansionException(ExpansionException.Kind.FORCED, "forced");
        });
        assertThat(tell("tls:cert", "0", 0)).isEmpty();
        assertThat(context.log().entries()).isEmpty();
    }

    @Test
    void what_happens_during_an_action_is_no_event_to_it() {
        context.option(EventOptions.MAIN_ACTION, "inner");
        action(seen ->
                new Event("dns:fail", Text.EMPTY, Optional.empty()).tell(seen).orElse(Text.trusted("quiet")));
        assertThat(tell("msg:delivery", "", 0)).contains("quiet");
        assertThat(tellMain("dns:fail", "")).contains("inner");
    }

    @Test
    void an_action_may_take_as_long_as_event_timeout_says() {
        EventAction listener = new EventAction();
        assertThat(listener.patience(context)).isEqualTo(Duration.ofSeconds(30));
        context.option(EventOptions.TIMEOUT, "2m");
        assertThat(listener.patience(context)).isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void has_the_options_and_words_that_the_manual_names() {
        EventPlugin plugin = new EventPlugin();
        assertThat(plugin.name()).isEqualTo("event");
        assertThat(plugin.options().stream()
                        .flatMap(set -> set.options().stream())
                        .map(Object::toString))
                .containsExactly(
                        "event_action",
                        "event_timeout",
                        "event_action",
                        "tpda_delivery_action",
                        "tpda_host_defer_action");
        assertThat(plugin.contributions().stream().map(each -> each.name()).toList())
                .isEqualTo(List.of(
                        "event_name",
                        "tpda_event",
                        "event_data",
                        "tpda_data",
                        "tpda_delivery_confirmation",
                        "tpda_defer_errstr",
                        "event_defer_errno",
                        "tpda_defer_errno",
                        "tpda_delivery_ip",
                        "tpda_delivery_port",
                        "tpda_delivery_fqdn",
                        "tpda_delivery_local_part",
                        "tpda_delivery_domain",
                        "event_action"));
    }
}
