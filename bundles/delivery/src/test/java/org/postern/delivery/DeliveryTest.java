package org.postern.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postern.api.mail.Host;
import org.postern.core.Progress;
import org.postern.spi.Router;
import org.postern.spi.Router.Result;

/// What happens to messages that can be delivered at once.
final class DeliveryTest {
    private static final Router ACCEPT = (_, _) -> new Result.Accept(Optional.empty(), List.of());

    private final FakeTransport maildir = new FakeTransport();

    private MailServer server() {
        return new MailServer(
                new FakePolicy().router("local", ACCEPT, "transport=maildir").transport("maildir", maildir));
    }

    @Test
    void delivers_one_recipient_with_one_note() {
        MailServer server = server().receive("m1", "a@there.example", "Bob@here.example");

        assertThat(maildir.delivered()).containsExactly("Bob@here.example");
        assertThat(server.spool().notes("m1")).containsExactly(new Progress.Completed());
        assertThat(server.lines()).containsExactly("m1 => Bob <Bob@here.example> R=local T=maildir", "m1 Completed");
        assertThat(server.leases()).isZero();
    }

    @Test
    void notes_each_batch_but_the_last_and_then_completion() {
        MailServer server = server().receive("m1", "a@there.example", "b@here.example", "c@here.example");

        assertThat(maildir.delivered()).containsExactlyInAnyOrder("b@here.example", "c@here.example");
        assertThat(server.spool().notes("m1")).hasSize(2).last().isEqualTo(new Progress.Completed());
    }

    @Test
    void sends_to_a_host_in_one_batch() {
        Host host = Host.named("mx.there.example").withPort(2525);
        FakeTransport smtp = new FakeTransport().max(100);
        MailServer server = new MailServer(new FakePolicy()
                .router("out", (_, _) -> new Result.Accept(Optional.of("smtp"), List.of(host)))
                .transport("smtp", smtp));

        server.receive("m1", "a@here.example", "b@there.example", "c@there.example");

        assertThat(smtp.runs()).singleElement().satisfies(run -> {
            assertThat(run.recipients()).containsExactly("b@there.example", "c@there.example");
            assertThat(run.hosts()).containsExactly(host);
            assertThat(run.returnPath()).isEqualTo("a@here.example");
        });
        assertThat(server.lines("m1"))
                .containsExactly(
                        "=> b@there.example R=out T=smtp H=mx.there.example C=\"250 OK\"",
                        "-> c@there.example R=out T=smtp H=mx.there.example C=\"250 OK\"",
                        "Completed");
    }
}
