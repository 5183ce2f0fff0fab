package org.postern.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postern.core.Envelope;
import org.postern.core.Spool.Spooled;
import org.postern.spi.Router.Result;
import org.postern.spi.Transport;

/// What people hear of mail that waits, and mail that waits because the configuration says so.
class WaitingMailTest {
    private final FakeTransport maildir = new FakeTransport();

    private final FakePolicy policy = new FakePolicy()
            .router("local", (_, _) -> new Result.Accept(Optional.of("maildir"), List.of()))
            .transport("maildir", maildir)
            .retry(MailServer.defaultRule())
            .main("delay_warning", "4h:8h")
            .main("delay_warning_condition", "yes");

    private MailServer waiting(String sender) {
        maildir.status("b@here.example", FakeTransport.deferred("disk full"));
        return new MailServer(policy).receive("m1", sender, "b@here.example", "c@here.example");
    }

    private static void pass(MailServer server, int hours) {
        for (int i = 0; i < hours; i++) {
            server.pass(Duration.ofHours(1));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "24h, 23, 0",
        "24h, 24, 1",
        "24h, 49, 2",
        "4h:8h, 3, 0",
        "4h:8h, 5, 1",
        "4h:8h, 8, 2",
        "4h:8h, 12, 3",
        "0s, 99, 0",
    })
    void a_warning_is_due_at_each_time_and_then_at_the_last_interval(String times, int hours, int due) {
        List<Duration> list = Arrays.stream(times.split(":", -1))
                .map(time -> Duration.ofHours(Long.parseLong(time.substring(0, time.length() - 1))))
                .toList();
        assertThat(DelayWarning.due(list, Duration.ofHours(hours))).isEqualTo(due);
    }

    @Test
    void the_sender_is_told_once_for_each_time_of_the_list() {
        MailServer server = waiting("a@there.example");
        pass(server, 3);
        assertThat(server.spool().bounces()).isEmpty();
        pass(server, 2);
        assertThat(server.spool().bounces()).hasSize(1);
        Spooled warning = server.spool().bounces().getFirst();
        assertThat(warning.envelope().sender().isNull()).isTrue();
        assertThat(warning.envelope().recipients())
                .extracting(to -> to.address().toString())
                .containsExactly("a@there.example");
        assertThat(FakeSpool.text(warning.body()))
                .contains("has not been able to deliver your message", "  b@here.example\r\n", "disk full")
                .contains("Action: delayed\r\nStatus: 4.0.0\r\n")
                .doesNotContain("c@here.example");
        MailServer next = server.restart();
        pass(next, 2);
        assertThat(next.spool().bounces()).hasSize(1);
        pass(next, 3);
        assertThat(next.spool().bounces()).hasSize(2);
    }

    @Test
    void nobody_is_told_of_a_bounce_or_where_the_condition_fails() {
        MailServer bounce = waiting("<>");
        pass(bounce, 10);
        assertThat(bounce.spool().bounces()).isEmpty();
        policy.main("delay_warning_condition", "no");
        MailServer unwanted = waiting("a@there.example");
        pass(unwanted, 10);
        assertThat(unwanted.spool().bounces()).isEmpty();
    }

    @Test
    void a_recipient_that_wants_no_warning_is_not_named() {
        maildir.status("b@here.example", FakeTransport.deferred("disk full"));
        MailServer server = new MailServer(policy);
        Envelope plain = server.envelope("m1", "a@there.example", "b@here.example");
        Envelope envelope = new Envelope(
                "m1",
                plain.sender(),
                Map.of(),
                List.of(new Envelope.To(MailServer.address("b@here.example"), Map.of("NOTIFY", "FAILURE"))),
                plain.received(),
                plain.origin(),
                Map.of());
        server.receive(envelope, "Subject: test", "x\r\n");
        pass(server, 10);
        assertThat(server.spool().bounces()).isEmpty();
    }

    @Test
    void reports_have_the_administrators_text_and_address() {
        policy.main("errors_reply_to", "help@here.example").main("bounce_message_text", "Ask us.");
        maildir.status("b@here.example", new Transport.Status.Failed(Transport.Problem.local("no such box")));
        MailServer server = new MailServer(policy).receive("m1", "a@there.example", "b@here.example");
        Spooled bounce = server.spool().bounces().getFirst();
        assertThat(bounce.headers()).anyMatch(header -> header.text().equals("Reply-To: help@here.example\r\n"));
        assertThat(FakeSpool.text(bounce.body())).contains("\r\nAsk us.\r\n");
    }

    @Test
    void mail_for_a_held_domain_waits_for_as_long_as_it_is_held() {
        policy.main("hold_domains", "here.example").main("delay_warning", "");
        MailServer server = new MailServer(policy).receive("m1", "a@there.example", "b@here.example", "c@x.example");
        server.pass(Duration.ofDays(30));
        assertThat(maildir.delivered()).containsExactly("c@x.example");
        assertThat(server.lines("m1")).contains("== b@here.example defer (-1): domain is held");
        policy.main("hold_domains", "");
        MailServer next = server.restart();
        next.pass(Duration.ofDays(1));
        assertThat(maildir.delivered()).containsExactly("c@x.example", "b@here.example");
    }

    @Test
    void mail_waits_for_the_queue_where_the_configuration_says_so() {
        policy.main("queue_domains", "here.example");
        MailServer server = new MailServer(policy).receive("m1", "a@there.example", "b@here.example", "c@x.example");
        assertThat(maildir.delivered()).containsExactly("c@x.example");
        server.pass(Duration.ofMinutes(30));
        assertThat(maildir.delivered()).containsExactly("c@x.example", "b@here.example");

        policy.main("queue_domains", "").main("queue_only", "yes");
        server.receive("m2", "a@there.example", "d@here.example");
        assertThat(maildir.delivered()).hasSize(2);
        server.pass(Duration.ofMinutes(30));
        assertThat(maildir.delivered()).hasSize(3);
    }

    @Test
    void the_people_of_freeze_tell_hear_that_a_message_was_frozen() {
        policy.router("freezer", (_, _) -> new Result.Freeze("look at it"), "domains=x.example")
                .main("freeze_tell", "postmaster, boss@here.example");
        MailServer server = new MailServer(new FakePolicy()
                .router("freezer", (_, _) -> new Result.Freeze("look at it"))
                .main("freeze_tell", "postmaster, boss@x.example"));
        server.receive("m1", "a@there.example", "b@here.example");
        Spooled notice = server.spool().bounces().getFirst();
        assertThat(notice.envelope().recipients())
                .extracting(to -> to.address().toString())
                .containsExactly("postmaster@here.example", "boss@x.example");
        assertThat(FakeSpool.text(notice.body())).contains("m1", "look at it", "<a@there.example>");
        server.receive("m2", "<>", "b@here.example");
        assertThat(server.spool().bounces()).hasSize(1);
    }

    @Test
    void delivery_lines_show_what_log_selector_asks_for() {
        policy.main(
                "log_selector",
                "+sender_on_delivery +return_path_on_delivery +delivery_size +queue_time +deliver_time +queue_time_overall -smtp_confirmation");
        MailServer server = new MailServer(policy);
        Envelope envelope = server.envelope("m1", "a@there.example", "c@here.example");
        server.advance(Duration.ofSeconds(3661));
        server.receive(envelope, "Subject: test", "x\r\n");
        assertThat(server.lines("m1"))
                .containsExactly(
                        "=> c <c@here.example> F=<a@there.example> P=<a@there.example> R=local T=maildir S=" + 18
                                + " QT=1h1m1s DT=0s",
                        "Completed QT=1h1m1s");
    }

    @ParameterizedTest
    @CsvSource({"0, false, 0s", "1500, false, 1s", "1500, true, 1.500s", "90061000, true, 1d1h1m1s", "-5, true, 0.000s"
    })
    void times_are_shown_as_exim_does(long millis, boolean exactly, String shown) {
        assertThat(new LogTimes(exactly).of(Duration.ofMillis(millis))).isEqualTo(shown);
    }

    @Test
    void who_asks_gets_what_waits_for_its_addresses_at_once() {
        MailServer server = waiting("a@there.example").receive("m2", "a@there.example", "c@here.example");
        int before = maildir.runs().size();
        assertThat(server.mailer().flush("C@HERE", true)).isTrue();
        MailServer.await(() -> !server.mailer().isFlushing());
        server.mailer().startDue();
        server.settle();
        assertThat(maildir.runs()).hasSize(before); // c@here.example has both
        assertThat(server.mailer().flush("b@", true)).isTrue();
        MailServer.await(() -> !server.mailer().isFlushing());
        server.mailer().startDue();
        server.settle();
        assertThat(maildir.runs()).hasSizeGreaterThan(before);
    }

    @Test
    void who_asks_again_is_told_so_until_what_was_found_has_been_tried() {
        MailServer server = waiting("a@there.example");
        assertThat(server.mailer().flush("b@", true)).isTrue();
        MailServer.await(() -> !server.mailer().isFlushing());
        int before = maildir.runs().size();
        assertThat(server.mailer().flush("B@", true)).isFalse();
        assertThat(server.mailer().flush("here.example", true)).isTrue();
        assertThat(server.mailer().flush("b@", false)).isTrue();
        MailServer.await(() -> !server.mailer().isFlushing());
        server.mailer().startDue();
        server.settle();
        assertThat(maildir.runs()).hasSize(before + 1);
        assertThat(server.mailer().flush("b@", true)).isTrue();
        MailServer.await(() -> !server.mailer().isFlushing());
    }
}
