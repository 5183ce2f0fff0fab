package org.postern.smtpout;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postern.api.ExpansionException;
import org.postern.api.mail.Address;
import org.postern.api.mail.Delivery;
import org.postern.api.mail.Host;
import org.postern.api.smtp.Reply;
import org.postern.spi.Callout;
import org.postern.spi.ClientExtension.Use;
import org.postern.testkit.FakeDns;
import org.postern.testkit.TestDelivery;
import org.postern.testkit.TestSettings;

/// Asking hosts whether they would take mail.
class CalloutTest {
    private static final String HELLO = """
            S: 220 fake ready
            C: EHLO mail.example.org
            S: 250 fake
            """;

    private final List<String> heard = new ArrayList<>();

    private boolean callout(TestDelivery delivery, String command) throws Exception {
        try (SmtpTransport transport =
                (SmtpTransport) new SmtpDriver(FakeDns.of(""), SmtpFixture.MACHINE, Optional.empty())
                        .create(TestSettings.block("smtp"))) {
            return transport.callout(new Asked(delivery, command));
        }
    }

    /// One question.
    private final class Asked implements Callout {
        private final Delivery delivery;
        private final String command;

        Asked(Delivery delivery, String command) {
            this.delivery = delivery;
            this.command = command;
        }

        @Override
        public Delivery delivery() {
            return delivery;
        }

        @Override
        public Duration connectTimeout() {
            return Duration.ofSeconds(10);
        }

        @Override
        public Duration commandTimeout() {
            return Duration.ofSeconds(10);
        }

        @Override
        public boolean ask(Host host, Dialogue dialogue) throws IOException {
            heard.add(dialogue.command(command).toString());
            return true;
        }

        @Override
        public boolean failed(Host host, String problem, Optional<Reply> reply) {
            heard.add(problem);
            return false;
        }
    }

    @Test
    void asks_after_the_greeting() throws Exception {
        try (FakeServer server = FakeServer.playing(HELLO + "C: MAIL FROM:<>\nS: 250 ok\n")) {
            assertThat(callout(TestDelivery.to("user@example.org").via(server.host()), "MAIL FROM:<>"))
                    .isTrue();
            assertThat(heard).containsExactly("250 ok");
        }
    }

    @Test
    void goes_on_to_the_next_host_where_one_cannot_be_asked() throws Exception {
        try (FakeServer busy = FakeServer.playing("S: 421 busy\n");
                FakeServer server = FakeServer.playing(HELLO + "C: MAIL FROM:<>\nS: 550 no\n")) {
            assertThat(callout(
                            TestDelivery.to("user@example.org").via(busy.host()).via(server.host()), "MAIL FROM:<>"))
                    .isTrue();
            assertThat(heard).hasSize(2);
            assertThat(heard.getFirst()).contains("421 busy");
            assertThat(heard.getLast()).isEqualTo("550 no");
        }
    }

    @Test
    void an_address_cannot_add_a_command() throws Exception {
        try (FakeServer server = FakeServer.playing(HELLO)) {
            assertThat(callout(TestDelivery.to("user@example.org").via(server.host()), "RCPT TO:<a\r\nDATA>"))
                    .isTrue();
            assertThat(heard).containsExactly("an address with control characters cannot be sent by SMTP");
        }
    }

    @Test
    void without_hosts_there_is_nobody_to_ask() throws Exception {
        assertThat(callout(TestDelivery.to("user@example.org"), "MAIL FROM:<>")).isFalse();
        assertThat(heard).isEmpty();
    }

    /// Asks for one address in the way of mail.
    private static List<String> asked(TestDelivery delivery, String recipient) throws Exception {
        List<String> lines = new ArrayList<>();
        Callout question = new Question(delivery, new Address(recipient, "example.org"), lines);
        try (SmtpTransport transport =
                (SmtpTransport) new SmtpDriver(FakeDns.of(""), SmtpFixture.MACHINE, Optional.empty())
                        .create(TestSettings.block("smtp"))) {
            assertThat(transport.callout(question)).isTrue();
        }
        return lines;
    }

    /// MAIL and RCPT; what they were, and what came of them.
    private record Question(Delivery delivery, Address recipient, List<String> lines) implements Callout {
        @Override
        public Duration connectTimeout() {
            return Duration.ofSeconds(10);
        }

        @Override
        public Duration commandTimeout() {
            return Duration.ofSeconds(10);
        }

        @Override
        public boolean ask(Host host, Dialogue dialogue) throws IOException, ExpansionException {
            for (Answer answer : List.of(dialogue.mail(Address.NULL), dialogue.recipient(recipient))) {
                lines.add(answer.command() + " -> " + answer.reply().code());
            }
            return true;
        }

        @Override
        public boolean failed(Host host, String problem, Optional<Reply> reply) {
            return lines.add(problem);
        }
    }

    @Test
    void mail_and_rcpt_are_those_of_mail_to_the_host() throws Exception {
        try (FakeServer server = FakeServer.playing(HELLO + """
                C: MAIL FROM:<> SMTPUTF8
                S: 250 ok
                C: RCPT TO:<USER@example.org>
                S: 550 no
                """)) {
            TestDelivery delivery = TestDelivery.to("user@example.org")
                    .via(server.host())
                    .with(new FakeExtension(new Use.With(
                            Map.of("SMTPUTF8", ""), _ -> Map.of("NOTIFY", Optional.of("NEVER")), false, "")))
                    .with(new FakeExtension(new Use.Readdress(
                            address -> Optional.of(
                                    address.withLocalPart(address.localPart().toUpperCase(Locale.ROOT))),
                            "",
                            "")));

            assertThat(asked(delivery, "user"))
                    .containsExactly("MAIL FROM:<> SMTPUTF8 -> 250", "RCPT TO:<USER@example.org> -> 550");
        }
    }

    @Test
    void a_host_that_could_not_have_the_mail_cannot_be_asked() throws Exception {
        try (FakeServer server = FakeServer.playing(HELLO)) {
            TestDelivery delivery = TestDelivery.to("user@example.org")
                    .via(server.host())
                    .with(new FakeExtension(new Use.Refuse("not there", true)));

            assertThat(asked(delivery, "user")).containsExactly("not there");
        }
    }

    @Test
    void an_address_that_the_host_cannot_have_cannot_be_asked_about() throws Exception {
        try (FakeServer server = FakeServer.playing(HELLO)) {
            TestDelivery delivery = TestDelivery.to("user@example.org")
                    .via(server.host())
                    .with(new FakeExtension(new Use.Readdress(_ -> Optional.empty(), "no such form", "5.6.7")));

            assertThat(asked(delivery, "user")).containsExactly("no such form");
        }
    }
}
