package org.postern.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.postern.api.ExpansionException;
import org.postern.api.mail.Address;
import org.postern.api.mail.Bytes;
import org.postern.api.mail.Delivery;
import org.postern.api.mail.Header;
import org.postern.api.mail.Outgoing;
import org.postern.api.mail.Recipient;
import org.postern.core.Spool.Spooled;
import org.postern.spi.Router;
import org.postern.spi.Router.Result;
import org.postern.spi.Transport;

/// As whom and where local deliveries run, and what transports have sent.
final class LocalDeliveryTest {
    private static final Router LOCAL = (_, _) -> new Result.Accept(Optional.of("local"), List.of());
    private static final Transport.Status DELIVERED = new Transport.Status.Delivered(Optional.empty(), "");

    private final AtomicReference<String> seen = new AtomicReference<>("");
    private final FakePolicy policy =
            new FakePolicy().router("local", LOCAL, "domains=here.example").retry(MailServer.defaultRule());

    /// Delivers a message by a transport with these options; what the transport saw, or what the log says.
    private String identity(String... options) {
        policy.transport("local", this::look, options);
        MailServer server = new MailServer(policy);
        server.receive("m1", "a@here.example", "b@here.example");
        return seen.get().isEmpty() ? String.join("\n", server.lines()) : seen.get();
    }

    private Map<Recipient, Transport.Status> look(Delivery delivery) throws ExpansionException {
        Recipient recipient = delivery.recipients().getFirst();
        seen.set(delivery.identity().uid() + ":" + delivery.identity().gid() + " " + delivery.directory() + " "
                + recipient.fact("home").map(Object::toString).orElse("-"));
        return Map.of(recipient, DELIVERED);
    }

    @Test
    void a_delivery_runs_as_the_user_of_its_transport() {
        assertThat(identity("user=1001", "group=1002")).isEqualTo("1001:1002 / -");
    }

    @Test
    void a_delivery_without_a_user_runs_as_exim_user_or_as_the_server() {
        assertThat(identity()).isEqualTo("0:0 / -");
        policy.main("exim_user", "1003").main("exim_group", "1004");
        assertThat(identity()).isEqualTo("1003:1004 / -");
        assertThat(identity("group=1005")).isEqualTo("1003:1005 / -");
    }

    @Test
    void a_user_without_a_group_defers() {
        assertThat(identity("user=1001")).contains("== b@here.example", "User set without group for local transport");
    }

    @Test
    void a_user_who_is_not_there_defers() {
        assertThat(identity("user=nosuch")).contains("== b@here.example", "Failed to find user \"nosuch\"");
        assertThat(identity("user=1", "group=nosuch")).contains("Failed to find group \"nosuch\"");
    }

    @Test
    void a_user_of_never_users_defers() {
        policy.main("never_users", "0:1001");
        assertThat(identity("user=1001", "group=1001"))
                .contains("User 1001 set for local transport is on the never_users list");
        assertThat(identity()).contains("User 0 set for local transport is on the never_users list");
    }

    @Test
    void a_transport_says_where_home_is_and_where_programs_start() {
        assertThat(identity("home_directory=/home/x")).isEqualTo("0:0 /home/x /home/x");
        assertThat(identity("home_directory=/home/x", "current_directory=/work"))
                .isEqualTo("0:0 /work /home/x");
        seen.set("");
        assertThat(identity("current_directory=work")).contains("current directory \"work\"", "is not absolute");
    }

    private static Outgoing answer() {
        return new Outgoing(
                Address.NULL,
                List.of(Header.of("Subject", "answer")),
                Bytes.of("Yes.\r\n".getBytes(StandardCharsets.US_ASCII)));
    }

    private static String text(Spooled message) {
        StringBuilder text = new StringBuilder();
        message.headers().forEach(header -> text.append(header.text()));
        return text.append("\r\n").append(FakeSpool.text(message.body())).toString();
    }

    @Test
    void what_a_transport_has_sent_is_a_message_of_its_own() {
        policy.transport("local", delivery -> {
            Recipient recipient = delivery.recipients().getFirst();
            if (!delivery.message().sender().isNull()) {
                delivery.submit(answer(), List.of(new Address("c", "here.example")));
            }
            return Map.of(recipient, DELIVERED);
        });
        MailServer server = new MailServer(policy);
        server.receive("m1", "a@here.example", "b@here.example");
        assertThat(server.spool().bounces()).hasSize(1);
        Spooled sent = server.spool().bounces().getFirst();
        assertThat(text(sent).replace(sent.envelope().id(), "ID")).isEqualTo("""
                        Received: from 0 by mx.here.example with local (Postern)
                        \tid ID; Sun, 01 Mar 2026 12:00:00 +0000
                        Subject: answer
                        From: 0@here.example
                        Date: Sun, 01 Mar 2026 12:00:00 +0000
                        Message-Id: <EID@mx.here.example>

                        Yes.
                        """.replace("\n", "\r\n"));
        assertThat(server.lines())
                .anyMatch(line -> line.contains("<= <> R=m1 P=local"))
                .anyMatch(line -> line.startsWith(sent.envelope().id()) && line.contains("=> c <c@here.example>"));
    }

    @Test
    void the_server_sends_a_message_of_its_own() throws IOException {
        FakeTransport local = new FakeTransport();
        MailServer server = new MailServer(policy.transport("local", local));
        String id = server.mailer().submit(answer(), List.of(new Address("c", "here.example")));
        server.settle();
        assertThat(server.lines())
                .contains(id + " => c <c@here.example> R=local T=local", id + " Completed")
                .anyMatch(line -> line.startsWith(id + " <= <> P=local S="));
    }

    @Test
    void nothing_is_sent_before_there_is_a_configuration() {
        MailServer server = new MailServer(policy).configured(false);
        assertThatThrownBy(() -> server.mailer().submit(answer(), List.of(new Address("c", "here.example"))))
                .isInstanceOf(IOException.class);
    }

    @Test
    void nothing_is_sent_when_the_transport_fails() {
        policy.transport("local", delivery -> {
            delivery.submit(answer(), List.of(new Address("c", "here.example")));
            throw new IOException("oh");
        });
        MailServer server = new MailServer(policy);
        server.receive("m1", "a@here.example", "b@here.example");
        assertThat(server.spool().bounces()).isEmpty();
    }

    @Test
    void a_bounce_shows_what_a_program_printed() {
        policy.transport(
                        "local",
                        delivery -> Map.of(
                                delivery.recipients().getFirst(),
                                new Transport.Status.Failed(Transport.Problem.local("local delivery failed")
                                        .with("one\ntwo\n"))))
                .router("outside", (_, _) -> new Result.Defer("later"));
        MailServer server = new MailServer(policy);
        server.receive("m1", "a@there.example", "b@here.example");
        assertThat(text(server.spool().bounces().getFirst()).replace("\r\n", "\n"))
                .contains("    local delivery failed\n\n    The program printed:\n      one\n      two\n");
    }

    @Test
    void a_transport_takes_messages_up_to_its_size_limit() {
        FakeTransport local = new FakeTransport();
        policy.transport("local", local, "message_size_limit=20");
        MailServer server = new MailServer(policy);
        server.receive("m1", "", "b@here.example");
        assertThat(local.runs()).isEmpty();
        assertThat(server.lines())
                .anyMatch(line -> line.contains("** b@here.example")
                        && line.contains("message is too big (transport limit = 20)"));
    }

    @Test
    void a_transport_can_leave_header_or_body_out() {
        FakeTransport local = new FakeTransport();
        policy.transport("local", local, "headers_only=true");
        new MailServer(policy).receive("m1", "a@here.example", "b@here.example");
        assertThat(local.runs().getFirst().body()).isEmpty();
        assertThat(local.runs().getFirst().header()).contains("Subject: test");
        FakeTransport other = new FakeTransport();
        policy.transport("local", other, "body_only=true");
        new MailServer(policy).receive("m1", "a@here.example", "b@here.example");
        assertThat(other.runs().getFirst().header()).isEmpty();
        assertThat(other.runs().getFirst().body()).isEqualTo("Hello\r\n");
    }

    @Test
    void a_shadow_transport_gets_what_was_delivered() {
        FakeTransport local = new FakeTransport();
        FakeTransport shadow = new FakeTransport();
        policy.transport("local", local, "shadow_transport=shadow").transport("shadow", shadow);
        MailServer server = new MailServer(policy);
        server.receive("m1", "a@here.example", "b@here.example");
        assertThat(shadow.delivered()).containsExactly("b@here.example");
        assertThat(server.lines())
                .anyMatch(line -> line.contains("=> b <b@here.example>") && line.endsWith(" ST=shadow"));
        shadow.status("b@here.example", FakeTransport.deferred("oh"));
        server.receive("m2", "a@here.example", "b@here.example");
        assertThat(server.lines()).anyMatch(line -> line.endsWith(" ST=shadow (oh)"));
        assertThat(server.lines()).anyMatch(line -> line.endsWith("m2 Completed"));
    }

    @Test
    void a_shadow_transport_gets_nothing_that_failed_or_that_its_condition_keeps_from_it() {
        FakeTransport local = new FakeTransport().status("b@here.example", FakeTransport.deferred("no"));
        FakeTransport shadow = new FakeTransport();
        policy.transport("local", local, "shadow_transport=shadow").transport("shadow", shadow);
        new MailServer(policy).receive("m1", "a@here.example", "b@here.example");
        policy.transport("local", new FakeTransport(), "shadow_transport=shadow", "shadow_condition=no");
        new MailServer(policy).receive("m2", "a@here.example", "b@here.example");
        assertThat(shadow.runs()).isEmpty();
    }
}
