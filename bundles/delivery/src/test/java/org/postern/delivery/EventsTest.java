package org.postern.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.postern.api.Context;
import org.postern.api.Event;
import org.postern.api.Text;
import org.postern.api.config.Settings;
import org.postern.api.mail.Host;
import org.postern.api.smtp.Reply;
import org.postern.spi.EventListener;
import org.postern.spi.Router.Result;
import org.postern.spi.Transport.Problem;
import org.postern.spi.Transport.Status;

/// What those who listen hear of the ways that a message can end.
class EventsTest {
    private static final Host HOST = Host.of("mx.there.example", InetAddress.ofLiteral("203.0.113.7"));

    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final FakeTransport maildir = new FakeTransport();
    private final FakeTransport smtp = new FakeTransport();
    private final FakePolicy policy = new FakePolicy()
            .router("local", (_, _) -> new Result.Accept(Optional.of("maildir"), List.of()), "domains=here.example")
            .router("out", (_, _) -> new Result.Accept(Optional.of("smtp"), List.of(HOST)), "domains=there.example")
            .transport("maildir", maildir)
            .transport("smtp", smtp)
            .retry(MailServer.defaultRule());

    @FunctionalInterface
    private interface Answer {
        Optional<Text> to(Event event);
    }

    private record Witness(List<String> heard, Answer answer) implements EventListener {
        @Override
        public String name() {
            return "witness";
        }

        @Override
        public Optional<Text> on(Event event, Context context) {
            heard.add(String.join(
                    " ",
                    event.name(),
                    event.transport().map(Settings::name).orElse("-"),
                    context.recipient().map(to -> to.address().toString()).orElse("-"),
                    context.recipient()
                            .flatMap(to -> to.fact("router_name"))
                            .map(Text::value)
                            .orElse("-"),
                    context.recipient()
                            .flatMap(to -> to.fact("transport_name"))
                            .map(Text::value)
                            .orElse("-"),
                    context.host().map(Host::name).orElse("-"),
                    context.message().orElseThrow().id(),
                    event.data().value()));
            return answer.to(event);
        }
    }

    private MailServer server(Answer answer) {
        return new MailServer(policy.contribute(new Witness(heard, answer)));
    }

    private MailServer server() {
        return server(_ -> Optional.empty());
    }

    @Test
    void a_delivery_and_the_end_of_a_message_are_heard_of() {
        smtp.status("b@there.example", new Status.Delivered(Optional.of(HOST), "").confirmed("250 OK id=1"));
        server().receive("m1", "s@here.example", "a@here.example", "b@there.example");
        assertThat(heard)
                .containsExactlyInAnyOrder(
                        "msg:delivery maildir a@here.example local maildir - m1 ",
                        "msg:delivery smtp b@there.example out smtp mx.there.example m1 250 OK id=1",
                        "msg:complete - - - - - m1 ");
        assertThat(heard).last().asString().startsWith("msg:complete");
    }

    @Test
    void a_host_that_refuses_fails_the_delivery() {
        String text = "SMTP error from remote mail server after RCPT TO:<b@there.example>: 550 GO AWAY";
        smtp.status(
                "b@there.example",
                new Status.Failed(
                        new Problem(text, Optional.of(HOST), Optional.of(Reply.of(550, "", "GO AWAY")), false)));
        server().receive("m1", "s@here.example", "b@there.example");
        assertThat(heard).contains("msg:fail:delivery smtp b@there.example out smtp mx.there.example m1 " + text);
    }

    @Test
    void what_never_comes_to_a_transport_fails_inside() {
        server().receive("m1", "s@here.example", "c@unknown.example");
        assertThat(heard)
                .first()
                .asString()
                .startsWith("msg:fail:internal - c@unknown.example")
                .endsWith("m1 Unrouteable address");
    }

    @Test
    void a_message_that_waits_is_not_complete() {
        smtp.status("b@there.example", FakeTransport.deferred("later"));
        server().receive("m1", "s@here.example", "b@there.example");
        assertThat(heard).isEmpty();
    }

    @Test
    void answers_change_no_delivery() {
        MailServer server = server(event -> Optional.of(Text.trusted("no " + event.name())));
        server.receive("m1", "s@here.example", "a@here.example");
        assertThat(maildir.delivered()).containsExactly("a@here.example");
        assertThat(server.lines()).anyMatch(line -> line.endsWith("Completed"));
    }

    @Test
    void a_listener_that_throws_changes_no_delivery() {
        MailServer server = server(_ -> {
            throw new IllegalStateException("broken");
        });
        server.receive("m1", "s@here.example", "a@here.example", "b@there.example");
        assertThat(maildir.delivered()).containsExactly("a@here.example");
        assertThat(smtp.delivered()).containsExactly("b@there.example");
        assertThat(server.lines()).anyMatch(line -> line.endsWith("Completed"));
        assertThat(server.lines()).anyMatch(line -> line.contains("event msg:delivery: witness failed"));
    }
}
