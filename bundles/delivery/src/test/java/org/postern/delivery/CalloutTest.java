package org.postern.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postern.api.ExpansionException;
import org.postern.api.Phase;
import org.postern.api.hints.MemoryHints;
import org.postern.api.mail.Address;
import org.postern.api.mail.Bytes;
import org.postern.api.mail.Delivery;
import org.postern.api.mail.Host;
import org.postern.api.mail.Origin;
import org.postern.api.mail.Recipient;
import org.postern.api.mail.SenderVerification;
import org.postern.api.smtp.Reply;
import org.postern.core.Envelope;
import org.postern.core.MailContext;
import org.postern.core.Spool.Spooled;
import org.postern.core.State.Slots;
import org.postern.spi.AclCondition;
import org.postern.spi.AclCondition.Outcome;
import org.postern.spi.Callout;
import org.postern.spi.Router.Result;
import org.postern.spi.Transport;
import org.postern.testkit.FakeDns;

/// `verify = recipient/callout` and `verify = sender/callout`.
final class CalloutTest {
    private static final Host HOST = Host.of("mx.far.example", InetAddress.ofLiteral("192.0.2.25"));

    private final FarHost far = new FarHost();
    private Instant now = MailServer.START;
    private final FakePolicy policy = new FakePolicy()
            .router("far", (_, _) -> new Result.Accept(Optional.empty(), List.of(HOST)), "transport=smtp")
            .transport("smtp", far);
    private final DeliveryPlugin plugin = new DeliveryPlugin(
            MailServer.MACHINE, MailServer.MACHINE, MailServer.MACHINE, FakeDns.of(""), new MemoryHints());

    /// A transport whose host answers as the test says.
    private static final class FarHost implements Transport {
        private final List<String> commands = new ArrayList<>();
        private final List<Reply> replies = new ArrayList<>();
        private Optional<String> down = Optional.empty();

        FarHost answers(String... lines) {
            for (String line : lines) {
                replies.add(Reply.of(Integer.parseInt(line.substring(0, 3)), "", line.substring(4)));
            }
            return this;
        }

        @Override
        public Map<Recipient, Status> deliver(Delivery delivery) {
            return Map.of();
        }

        @Override
        public boolean callout(Callout callout) throws IOException, ExpansionException {
            for (Host host : callout.delivery().hosts()) {
                boolean decided = down.isPresent()
                        ? callout.failed(host, down.get(), Optional.empty())
                        : callout.ask(host, command -> {
                            commands.add(command);
                            return replies.removeFirst();
                        });
                if (decided) {
                    return true;
                }
            }
            return true;
        }
    }

    private MailContext context() {
        Address sender = MailServer.address("ann@near.example");
        SpooledMessage message = new SpooledMessage(new Spooled(
                new Envelope("m", sender, Map.of(), List.of(), MailServer.START, Origin.LOCAL, Map.of()),
                List.of(),
                Bytes.of(new byte[0])));
        return MailContext.of(policy, () -> now, (_, _, _) -> {})
                .with(message)
                .with(Addressee.ofEnvelope(MailServer.address("bob@far.example"), Map.of()), new Slots())
                .in(Phase.RCPT);
    }

    private Outcome test(String name, String options) throws Exception {
        return test(name, options, context());
    }

    private Outcome test(String name, String options, MailContext context) throws Exception {
        AclCondition condition = plugin.contributions().stream()
                .filter(AclCondition.class::isInstance)
                .map(AclCondition.class::cast)
                .filter(found -> found.name().equals(name))
                .findFirst()
                .orElseThrow();
        return condition.compile(options, policy.compiler()).test(context);
    }

    @Test
    void a_recipient_is_good_if_its_host_takes_it() throws Exception {
        far.answers("250 ok", "250 ok");

        assertThat(test("recipient", "callout")).isEqualTo(new Outcome.Match());
        assertThat(far.commands).containsExactly("MAIL FROM:<>", "RCPT TO:<bob@far.example>");
    }

    @Test
    void what_the_host_said_is_said_on() throws Exception {
        far.answers("250 ok", "550 no such user");

        assertThat(test("recipient", "callout=10s"))
                .isEqualTo(new Outcome.NoMatch(
                        "Callout verification failed:\n550 no such user",
                        "response to \"RCPT TO:<bob@far.example>\" was: 550 no such user"));
    }

    @Test
    void an_answer_is_remembered_unless_it_must_not_be() throws Exception {
        far.answers("250 ok", "550 no such user", "250 ok", "250 ok");

        assertThat(test("recipient", "callout")).isInstanceOf(Outcome.NoMatch.class);
        assertThat(test("recipient", "callout"))
                .isEqualTo(new Outcome.NoMatch(
                        "(result of an earlier callout reused).", "(result of an earlier callout reused)."));
        assertThat(test("recipient", "callout=no_cache")).isEqualTo(new Outcome.Match());
    }

    @ParameterizedTest
    @CsvSource({
        "callout_positive_expire, callout, 250 ok, 250 ok",
        "callout_negative_expire, callout, 250 ok, 550 no such user",
        "callout_domain_negative_expire, callout, 550 no bounces here,",
        "callout_domain_positive_expire, callout=random, 250 ok, 250 anything"
    })
    void an_answer_is_remembered_as_long_as_its_option_says(
            String option, String verification, String mail, @Nullable String rcpt) throws Exception {
        for (String other : List.of(
                "callout_positive_expire",
                "callout_negative_expire",
                "callout_domain_negative_expire",
                "callout_domain_positive_expire")) {
            policy.main(other, other.equals(option) ? "10m" : "1s");
        }
        policy.main("callout_random_local_part", "nobody-at-all");
        String[] answers = rcpt == null ? new String[] {mail} : new String[] {mail, rcpt};
        far.answers(answers).answers(answers);
        test("recipient", verification);
        int once = far.commands.size();

        now = MailServer.START.plusSeconds(599);
        test("recipient", verification);
        assertThat(far.commands).hasSize(once);

        now = MailServer.START.plusSeconds(601);
        test("recipient", verification);
        assertThat(far.commands).hasSize(2 * once);
    }

    @Test
    void a_host_that_is_down_defers_unless_that_is_good_enough() throws Exception {
        far.down = Optional.of("Connection refused");

        assertThat(test("recipient", "callout"))
                .isEqualTo(new Outcome.Defer(
                        "Could not complete recipient verify callout",
                        "Could not complete recipient verify callout: Connection refused"));
        assertThat(test("recipient", "callout=defer_ok")).isEqualTo(new Outcome.Match());
        assertThat(test("recipient", "defer_ok/callout")).isEqualTo(new Outcome.Match());
    }

    @Test
    void a_refusal_for_now_defers() throws Exception {
        far.answers("250 ok", "450 try again");

        assertThat(test("recipient", "callout")).isInstanceOf(Outcome.Defer.class);
    }

    @Test
    void a_host_that_takes_anything_ends_the_questions() throws Exception {
        policy.main("callout_random_local_part", "nobody-at-all");
        far.answers("250 ok", "250 anything");

        assertThat(test("recipient", "callout=random")).isEqualTo(new Outcome.Match());
        assertThat(far.commands).containsExactly("MAIL FROM:<>", "RCPT TO:<nobody-at-all@far.example>");
        assertThat(test("recipient", "callout=random")).isEqualTo(new Outcome.Match());
        assertThat(far.commands).hasSize(2);
    }

    @Test
    void postmaster_is_asked_for_after_the_address() throws Exception {
        far.answers("250 ok", "250 ok", "250 reset", "250 ok", "550 no postmaster");
        MailContext context = context();

        assertThat(test("sender", "callout=postmaster", context))
                .isEqualTo(new Outcome.NoMatch("Sender verify failed", "Sender verify failed"));
        assertThat(far.commands)
                .containsExactly(
                        "MAIL FROM:<>",
                        "RCPT TO:<ann@near.example>",
                        "RSET",
                        "MAIL FROM:<>",
                        "RCPT TO:<postmaster@near.example>");
        assertThat(context.get(SenderVerification.FAILED).orElseThrow().details())
                .startsWith("Postmaster verification failed while checking <ann@near.example>");
        assertThat(context.get(VerifySender.FAILURE).orElseThrow().value()).isEqualTo("postmaster");
    }

    @Test
    void a_full_postmaster_may_have_no_domain() throws Exception {
        far.answers("250 ok", "250 ok", "250 reset", "250 ok", "550 not with a domain", "250 ok");

        assertThat(test("sender", "callout=fullpostmaster")).isEqualTo(new Outcome.Match());
        assertThat(far.commands).endsWith("RCPT TO:<postmaster>");
    }

    @Test
    void a_host_that_refuses_bounces_is_said_to() throws Exception {
        far.answers("550 no bounces");
        MailContext context = context();

        assertThat(test("sender", "callout", context)).isInstanceOf(Outcome.NoMatch.class);
        assertThat(context.get(SenderVerification.FAILED).orElseThrow().details())
                .contains("Callback setup failed while verifying <ann@near.example>")
                .contains("Called:   192.0.2.25", "Sent:     MAIL FROM:<>", "Response: 550 no bounces");
        assertThat(context.get(VerifySender.FAILURE).orElseThrow().value()).isEqualTo("mail");
    }

    @Test
    void a_recipient_can_be_asked_for_in_the_name_of_the_sender() throws Exception {
        far.answers("250 ok", "250 ok");

        assertThat(test("recipient", "callout=use_sender")).isEqualTo(new Outcome.Match());
        assertThat(far.commands).startsWith("MAIL FROM:<ann@near.example>");
    }

    @Test
    void without_a_host_there_is_nothing_to_ask() throws Exception {
        FakePolicy local = new FakePolicy()
                .router("local", (_, _) -> new Result.Accept(Optional.empty(), List.of()), "transport=box")
                .transport("box", new FakeTransport());
        MailContext context = MailContext.of(local, () -> MailServer.START, (_, _, _) -> {})
                .with(Addressee.ofEnvelope(MailServer.address("bob@far.example"), Map.of()), new Slots())
                .in(Phase.RCPT);

        assertThat(test("recipient", "callout", context)).isEqualTo(new Outcome.Match());
    }
}
