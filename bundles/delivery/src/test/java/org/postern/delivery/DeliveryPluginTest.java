package org.postern.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postern.api.Phase;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Option;
import org.postern.api.hints.MemoryHints;
import org.postern.api.mail.Address;
import org.postern.api.mail.Bytes;
import org.postern.api.mail.Header;
import org.postern.api.mail.Origin;
import org.postern.api.mail.SenderVerification;
import org.postern.core.Envelope;
import org.postern.core.GenericOptions;
import org.postern.core.MailContext;
import org.postern.core.Spool.Spooled;
import org.postern.core.State.Slots;
import org.postern.spi.AclCondition;
import org.postern.spi.AclCondition.Outcome;
import org.postern.spi.Contribution;
import org.postern.spi.Router.Result;
import org.postern.testkit.FakeDns;

/// What delivery adds to the configuration.
final class DeliveryPluginTest {
    private final FakePolicy policy = new FakePolicy()
            .router("slow", (_, _) -> new Result.Defer("no answer"), "local_parts=slow")
            .router("local", (_, _) -> new Result.Accept(Optional.empty(), List.of()), "local_parts=bob");

    private static AclCondition condition(String name) {
        return new DeliveryPlugin(
                        MailServer.MACHINE, MailServer.MACHINE, MailServer.MACHINE, FakeDns.of(""), new MemoryHints())
                .contributions().stream()
                        .filter(AclCondition.class::isInstance)
                        .filter(contribution -> contribution.name().equals(name))
                        .map(AclCondition.class::cast)
                        .findFirst()
                        .orElseThrow();
    }

    private Outcome test(String name, String argument, String address) throws Exception {
        return test(name, argument, context(address));
    }

    private Outcome test(String name, String argument, MailContext context) throws Exception {
        return condition(name).compile(argument, policy.compiler()).test(context);
    }

    private Outcome header(String... fields) throws Exception {
        return test("header_sender", "", context("<>", List.of(fields)));
    }

    private MailContext context(String address) {
        return context(address, List.of());
    }

    private MailContext context(String address, List<String> fields) {
        Address subject = MailServer.address(address);
        SpooledMessage message = new SpooledMessage(new Spooled(
                new Envelope("m", subject, Map.of(), List.of(), MailServer.START, Origin.LOCAL, Map.of()),
                fields.stream().map(Header::new).toList(),
                Bytes.of(new byte[0])));
        return MailContext.of(policy, () -> MailServer.START, (_, _, _) -> {})
                .with(message)
                .with(Addressee.ofEnvelope(subject, Map.of()), new Slots())
                .in(Phase.RCPT);
    }

    @Test
    void it_contributes_its_options_and_verifications_and_nothing_else() {
        DeliveryPlugin plugin = new DeliveryPlugin(
                MailServer.MACHINE, MailServer.MACHINE, MailServer.MACHINE, FakeDns.of(""), new MemoryHints());

        assertThat(plugin.contributions())
                .extracting(Contribution::name)
                .containsExactly(
                        "recipient",
                        "sender",
                        "header_sender",
                        "recipient_verify_failure",
                        "sender_verify_failure",
                        "sender_address_data");
        assertThat(plugin.options()).containsAll(GenericOptions.all()).hasSize(4);
        assertThat(plugin.options().get(2).options().stream().map(Option::name))
                .containsExactly(
                        "delivery_max_parallel",
                        "delivery_step_timeout",
                        "queue_run_interval",
                        "redirect_max_addresses",
                        "remote_max_parallel",
                        "retry_interval_max",
                        "bounce_return_message",
                        "bounce_return_body",
                        "bounce_return_size_limit",
                        "dsn_from",
                        "bounce_message_text",
                        "errors_reply_to",
                        "delay_warning",
                        "delay_warning_condition",
                        "freeze_tell",
                        "hold_domains",
                        "queue_domains",
                        "queue_only",
                        "ignore_bounce_errors_after",
                        "auto_thaw",
                        "timeout_frozen_after",
                        "system_filter",
                        "system_filter_directory_transport",
                        "system_filter_file_transport",
                        "system_filter_pipe_transport",
                        "system_filter_reply_transport",
                        "system_filter_user",
                        "system_filter_group",
                        "exim_user",
                        "exim_group",
                        "never_users");
    }

    @Test
    void recipients_are_verified_by_routing() throws Exception {
        assertThat(test("recipient", "", "bob@x.example")).isEqualTo(new Outcome.Match());
        assertThat(test("recipient", "", "eve@x.example"))
                .isEqualTo(new Outcome.NoMatch("Unrouteable address", "Unrouteable address"));
        assertThat(test("recipient", "", "slow@x.example")).isEqualTo(new Outcome.Defer("", "no answer"));
        assertThat(test("recipient", "defer_ok", "slow@x.example")).isEqualTo(new Outcome.Match());
    }

    @Test
    void senders_are_verified_by_routing_and_the_null_sender_is_good() throws Exception {
        assertThat(test("sender", "", "<>")).isEqualTo(new Outcome.Match());
        assertThat(test("sender", "", "bob@x.example")).isEqualTo(new Outcome.Match());
        MailContext context = context("eve@x.example");
        assertThat(test("sender", "", context))
                .isEqualTo(new Outcome.NoMatch("Sender verify failed", "Sender verify failed"));
        assertThat(context.get(SenderVerification.FAILED))
                .contains(new SenderVerification(
                        MailServer.address("eve@x.example"),
                        false,
                        "Unrouteable address",
                        List.of("Verification failed for <eve@x.example>", "Unrouteable address"),
                        false));
    }

    @Test
    void another_sender_is_verified_if_it_is_named() throws Exception {
        assertThat(test("sender", "=eve@x.example", "bob@x.example")).isInstanceOf(Outcome.NoMatch.class);
        assertThat(test("sender", "=bob@x.example", "eve@x.example")).isEqualTo(new Outcome.Match());
        assertThat(test("sender", "=", "eve@x.example")).isEqualTo(new Outcome.Match());
        assertThat(test("sender", "defer_ok", "slow@x.example")).isEqualTo(new Outcome.Match());
        assertThat(test("sender", "", "slow@x.example"))
                .isEqualTo(new Outcome.Defer("", "Could not complete sender verify"));
    }

    @Test
    void a_sender_is_not_told_its_failure_if_no_details_are_wanted() throws Exception {
        MailContext context = context("eve@x.example");
        test("sender", "no_details", context);
        assertThat(context.get(SenderVerification.FAILED))
                .hasValueSatisfying(failed -> assertThat(failed.told()).isTrue());
    }

    @Test
    void one_good_address_in_the_header_is_enough() throws Exception {
        assertThat(header("From: eve@x.example\r\n", "Reply-To: Bob <bob@x.example>\r\n"))
                .isEqualTo(new Outcome.Match());
        assertThat(header("From: eve@x.example\r\n"))
                .isEqualTo(new Outcome.NoMatch("", "there is no valid sender in any header line"));
        assertThat(header("From: eve@x.example, slow@x.example\r\n"))
                .isEqualTo(new Outcome.Defer("", "all attempts to verify a sender in a header line deferred"));
        assertThat(header("From: <a@>\r\n"))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.type(Outcome.NoMatch.class))
                .satisfies(failed -> assertThat(failed.logMessage())
                        .startsWith("syntax error in 'From:' header when scanning for sender: "));
    }

    @Test
    void wrong_options_are_errors_of_the_configuration() {
        assertThatThrownBy(() -> condition("recipient").compile("callout=30s,mailfrom=a@b", policy.compiler()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("only for verify=header_sender");
        assertThatThrownBy(() -> condition("sender").compile("callout=use_sender", policy.compiler()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("cannot be used for a sender verify callout");
        assertThatThrownBy(() -> condition("recipient").compile("callout=soon", policy.compiler()))
                .isInstanceOf(ConfigException.class);
        assertThatThrownBy(() -> condition("sender").compile("nonsense", policy.compiler()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("nonsense");
    }
}
