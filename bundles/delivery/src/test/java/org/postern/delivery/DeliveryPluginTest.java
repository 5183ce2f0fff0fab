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
import org.postern.api.mail.Address;
import org.postern.api.mail.Origin;
import org.postern.core.Envelope;
import org.postern.core.GenericOptions;
import org.postern.core.MailContext;
import org.postern.core.Spool.Spooled;
import org.postern.core.State.Slots;
import org.postern.spi.AclCondition;
import org.postern.spi.AclCondition.Outcome;
import org.postern.spi.Contribution;
import org.postern.spi.Router.Result;

/// What delivery adds to the configuration.
final class DeliveryPluginTest {
    private final FakePolicy policy = new FakePolicy()
            .router("slow", (_, _) -> new Result.Defer("no answer"), "local_parts=slow")
            .router("local", (_, _) -> new Result.Accept(Optional.empty(), List.of()), "local_parts=bob");

    private static AclCondition condition(String name) {
        return new DeliveryPlugin()
                .contributions().stream()
                        .filter(contribution -> contribution.name().equals(name))
                        .map(AclCondition.class::cast)
                        .findFirst()
                        .orElseThrow();
    }

    private Outcome test(String name, String argument, String address) throws Exception {
        Address subject = MailServer.address(address);
        SpooledMessage message = new SpooledMessage(new Spooled(
                new Envelope("m", subject, Map.of(), List.of(), MailServer.START, Origin.LOCAL, Map.of()),
                List.of(),
                new FakeSpool.Bytes(new byte[0])));
        MailContext context = MailContext.of(policy, () -> MailServer.START, (_, _, _) -> {})
                .with(message)
                .with(Addressee.ofEnvelope(subject, Map.of()), new Slots())
                .in(Phase.RCPT);
        return condition(name).compile(argument, policy.compiler()).test(context);
    }

    @Test
    void it_contributes_its_options_and_verifications_and_nothing_else() {
        DeliveryPlugin plugin = new DeliveryPlugin();

        assertThat(plugin.contributions()).extracting(Contribution::name).containsExactly("recipient", "sender");
        assertThat(plugin.options()).containsAll(GenericOptions.all()).hasSize(3);
        assertThat(plugin.options().getLast().options().stream().map(Option::name))
                .containsExactly(
                        "delivery_max_parallel",
                        "delivery_step_timeout",
                        "redirect_max_addresses",
                        "remote_max_parallel",
                        "retry_interval_max",
                        "bounce_return_message",
                        "bounce_return_body",
                        "bounce_return_size_limit",
                        "dsn_from",
                        "ignore_bounce_errors_after",
                        "system_filter",
                        "system_filter_directory_transport",
                        "system_filter_file_transport",
                        "system_filter_pipe_transport",
                        "system_filter_reply_transport",
                        "system_filter_user",
                        "system_filter_group");
    }

    @Test
    void recipients_are_verified_by_routing() throws Exception {
        assertThat(test("recipient", "", "bob@x.example")).isEqualTo(new Outcome.Match());
        assertThat(test("recipient", "", "eve@x.example"))
                .isEqualTo(new Outcome.NoMatch("Unrouteable address", "Unrouteable address"));
        assertThat(test("recipient", "", "slow@x.example"))
                .isEqualTo(new Outcome.Defer("Could not complete recipient verify", "no answer"));
        assertThat(test("recipient", "defer_ok", "slow@x.example")).isEqualTo(new Outcome.Match());
    }

    @Test
    void senders_are_verified_by_routing_and_the_null_sender_is_good() throws Exception {
        assertThat(test("sender", "", "<>")).isEqualTo(new Outcome.Match());
        assertThat(test("sender", "", "bob@x.example")).isEqualTo(new Outcome.Match());
        assertThat(test("sender", "", "eve@x.example"))
                .isEqualTo(new Outcome.NoMatch(
                        "Verification failed for <eve@x.example>\nUnrouteable address\nSender verify failed",
                        "sender verify fail for <eve@x.example>: Unrouteable address"));
    }

    @Test
    void options_that_are_not_there_yet_are_errors_of_the_configuration() {
        assertThatThrownBy(() -> condition("recipient").compile("callout=30s", policy.compiler()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("callouts are not supported yet");
        assertThatThrownBy(() -> condition("sender").compile("nonsense", policy.compiler()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("nonsense");
    }
}
