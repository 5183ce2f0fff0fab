package org.postern.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.postern.api.Context;
import org.postern.api.Text;
import org.postern.api.config.MatchList;
import org.postern.api.mail.Address;
import org.postern.api.mail.Host;
import org.postern.api.smtp.Reply;
import org.postern.core.Progress;
import org.postern.core.RetryError;
import org.postern.core.RetryRule;
import org.postern.core.RetryRule.Step;
import org.postern.spi.Router;
import org.postern.spi.Router.Result;
import org.postern.spi.Transport.Cause;
import org.postern.spi.Transport.Problem;
import org.postern.spi.Transport.Status;

/// When mail that could not be delivered is tried again, and when it is returned.
final class RetryTest {
    private static final Host HOST = Host.of("mx.there.example", InetAddress.ofLiteral("203.0.113.7"));
    private static final Router LOCAL = (_, _) -> new Result.Accept(Optional.of("maildir"), List.of());
    private static final Router REMOTE = (_, _) -> new Result.Accept(Optional.of("smtp"), List.of(HOST));

    private final FakeTransport maildir = new FakeTransport();
    private final FakeTransport smtp = new FakeTransport().max(100);

    private FakePolicy policy() {
        return new FakePolicy()
                .router("local", LOCAL, "domains=here.example")
                .router("out", REMOTE)
                .transport("maildir", maildir)
                .transport("smtp", smtp)
                .main("delay_warning", "")
                .retry(MailServer.defaultRule());
    }

    @Test
    void a_deferred_recipient_is_tried_again_when_the_rule_says() {
        maildir.status("b@here.example", FakeTransport.deferred("disk full"));
        MailServer server = new MailServer(policy()).receive("m1", "a@here.example", "b@here.example");

        server.pass(Duration.ofMinutes(14));
        assertThat(maildir.runs()).hasSize(1);
        maildir.works();
        server.pass(Duration.ofMinutes(1));

        assertThat(maildir.runs()).hasSize(2);
        assertThat(server.lines("m1"))
                .containsExactly(
                        "== b@here.example R=local T=maildir defer (-1): disk full",
                        "=> b <b@here.example> R=local T=maildir",
                        "Completed");
        assertThat(server.spool().notes("m1"))
                .containsExactly(
                        new Progress.Retry(1, MailServer.START, MailServer.START.plus(Duration.ofMinutes(15))),
                        new Progress.Completed());
    }

    @Test
    void only_those_who_are_left_get_the_message_again() {
        maildir.status("b@here.example", FakeTransport.deferred("disk full"));
        MailServer server =
                new MailServer(policy()).receive("m1", "a@here.example", "b@here.example", "c@here.example");
        maildir.works();

        server.pass(Duration.ofMinutes(15));

        assertThat(maildir.delivered()).containsExactlyInAnyOrder("b@here.example", "c@here.example", "b@here.example");
        assertThat(server.spool().notes("m1")).contains(new Progress.Done(List.of("c@here.example")));
    }

    @Test
    void a_message_is_returned_when_the_last_cutoff_is_over() {
        maildir.status("b@here.example", FakeTransport.deferred("disk full"));
        MailServer server = new MailServer(policy()).receive("m1", "a@here.example", "b@here.example");

        for (int hours = 0; hours < 95; hours++) {
            server.pass(Duration.ofHours(1));
        }
        assertThat(server.spool().bounces()).isEmpty();
        for (int hours = 0; hours < 8; hours++) {
            server.pass(Duration.ofHours(1));
        }

        assertThat(server.lines("m1"))
                .contains("** b@here.example R=local T=maildir: disk full: retry timeout exceeded", "Completed");
        assertThat(server.spool().bounces()).hasSize(1);
        assertThat(maildir.delivered()).contains("a@here.example");
    }

    @Test
    void the_first_rule_is_taken_that_is_for_the_command_the_host_or_the_domain_and_the_sender() throws Exception {
        Host host = Host.named("mx.there.example");
        Optional<Reply> reply = Optional.of(Reply.of(452, "2.2", "full"));
        FakeTransport smtp = new FakeTransport();
        smtp.status(
                "b@there.example", new Status.Deferred(new Problem("x", Optional.of(host), reply, false, Cause.MAIL)));
        FakePolicy policy = new FakePolicy()
                .router("out", LOCAL)
                .transport("maildir", smtp)
                .retry(ofKind("rcpt_4xx", "*", Duration.ofMinutes(1)))
                .retry(ofKind("mail_4xx", "other@here.example", Duration.ofMinutes(2)))
                .retry(ofKind("mail_45x", "a@here.example", Duration.ofMinutes(3)))
                .retry(MailServer.defaultRule());

        MailServer server = new MailServer(policy).receive("m1", "a@here.example", "b@there.example");

        assertThat(server.spool().notes("m1"))
                .filteredOn(Progress.Retry.class::isInstance)
                .extracting(note -> ((Progress.Retry) note).next())
                .containsExactly(MailServer.START.plus(Duration.ofMinutes(3)));
    }

    private static RetryRule ofKind(String error, String sender, Duration interval) throws Exception {
        MatchList<Address> senders = new MatchList<>() {
            @Override
            public Match match(Address subject, Context context) {
                boolean holds = sender.equals("*") || subject.toString().equals(sender);
                return holds ? new Match.Matched(Text.EMPTY) : new Match.NotMatched();
            }

            @Override
            public boolean isEmpty() {
                return false;
            }
        };
        return new RetryRule(
                "*",
                FakePolicy.everybody(),
                RetryError.of(error),
                Optional.of(senders),
                List.of(new Step('F', Duration.ofDays(4), interval, 1)));
    }

    @Test
    void without_a_rule_the_first_temporary_error_is_final() {
        maildir.status("b@here.example", FakeTransport.deferred("disk full"));
        FakePolicy policy = new FakePolicy().router("local", LOCAL).transport("maildir", maildir);

        MailServer server = new MailServer(policy).receive("m1", "a@here.example", "b@here.example");

        assertThat(server.lines("m1").getLast()).isEqualTo("Completed");
        assertThat(server.spool().bounces()).hasSize(1);
    }

    @Test
    void a_fault_in_our_own_house_never_returns_mail() {
        maildir.throwing(new IllegalStateException("bug"));
        FakePolicy policy = new FakePolicy()
                .router("local", LOCAL)
                .transport("maildir", maildir)
                .main("delay_warning", "");
        MailServer server = new MailServer(policy).receive("m1", "a@here.example", "b@here.example");

        for (int days = 0; days < 30; days++) {
            server.pass(Duration.ofDays(1));
        }
        assertThat(server.spool().bounces()).isEmpty();
        assertThat(server.lines("m1")).anyMatch(line -> line.startsWith("PANIC transport maildir: "));
        maildir.works();
        server.pass(Duration.ofDays(1));

        assertThat(server.spool().isCompleted("m1")).isTrue();
    }

    @Test
    void a_host_that_is_down_is_left_alone_by_other_messages() {
        smtp.status("b@there.example", FakeTransport.hostDown(HOST));
        MailServer server = new MailServer(policy()).receive("m1", "a@here.example", "b@there.example");

        server.pass(Duration.ofMinutes(1));
        server.receive("m2", "a@here.example", "c@there.example");

        assertThat(smtp.runs()).hasSize(1);
        assertThat(server.lines("m2"))
                .containsExactly("== c@there.example R=out T=smtp defer (-53): retry time not reached for any host");
        smtp.works();
        server.pass(Duration.ofMinutes(14));

        assertThat(server.spool().isCompleted("m1")).isTrue();
        assertThat(server.spool().isCompleted("m2")).isTrue();
    }

    @Test
    void a_message_is_not_returned_because_its_host_was_down_before_it_came() {
        smtp.status("b@there.example", FakeTransport.hostDown(HOST));
        smtp.status("c@there.example", FakeTransport.hostDown(HOST));
        MailServer server = new MailServer(policy()).receive("m1", "a@here.example", "b@there.example");
        for (int days = 0; days < 40; days++) {
            server.pass(Duration.ofHours(3));
        }
        assertThat(server.spool().isCompleted("m1")).isTrue();

        server.receive("m2", "a@here.example", "c@there.example");
        server.pass(Duration.ofHours(90));

        assertThat(server.spool().isCompleted("m2")).isFalse();
        assertThat(server.spool().bounces()).hasSize(1);
        smtp.works();
        server.pass(Duration.ofHours(6));
        assertThat(server.lines("m2")).contains("Completed").noneMatch(line -> line.startsWith("**"));
    }

    @Test
    void the_last_attempt_tries_the_host_whatever_is_known_of_it() {
        smtp.status("b@there.example", FakeTransport.hostDown(HOST));
        MailServer server = new MailServer(policy()).receive("m1", "a@here.example", "b@there.example");
        server.pass(Duration.ofHours(95));
        server.receive("m2", "a@here.example", "b@there.example");
        int before = smtp.runs().size();

        server.pass(Duration.ofHours(6));

        assertThat(smtp.runs().size()).isGreaterThan(before);
        assertThat(server.spool().isCompleted("m1")).isTrue();
        assertThat(server.spool().isCompleted("m2")).isFalse();
    }

    @Test
    void without_a_configuration_mail_waits() {
        MailServer server = new MailServer(policy()).configured(false);
        server.receive("m1", "a@here.example", "b@here.example");
        assertThat(server.spool().notes("m1")).isEmpty();

        server.configured(true).pass(Duration.ofSeconds(1));

        assertThat(server.spool().isCompleted("m1")).isTrue();
    }

    @Test
    void the_times_of_attempts_follow_the_steps_of_a_rule() {
        RetrySchedule schedule = new RetrySchedule(List.of(), Duration.ofHours(24));
        List<Duration> gaps = new ArrayList<>();
        Instant now = MailServer.START;
        RandomGenerator random = RandomGenerator.of("L64X128MixRandom");

        for (Optional<Instant> next = Optional.of(now); next.isPresent(); ) {
            next = schedule.next(MailServer.defaultRule(), MailServer.START, now, random);
            if (next.isPresent()) {
                gaps.add(Duration.between(now, next.get()));
                now = next.get();
            }
        }

        assertThat(gaps.subList(0, 8)).containsOnly(Duration.ofMinutes(15));
        assertThat(gaps.subList(8, 11))
                .containsExactly(Duration.ofMinutes(60), Duration.ofMinutes(90), Duration.ofMinutes(135));
        assertThat(gaps.getLast()).isEqualTo(Duration.ofHours(6));
        assertThat(Duration.between(MailServer.START, now)).isBetween(Duration.ofDays(4), Duration.ofHours(102));
    }

    private static RetryRule rule(Step step) {
        return new RetryRule("*", FakePolicy.everybody(), RetryError.ANY, Optional.empty(), List.of(step));
    }

    @Test
    void retry_interval_max_bounds_the_gaps_and_H_draws_them() {
        RetrySchedule schedule = new RetrySchedule(List.of(), Duration.ofHours(2));
        RetryRule growing = rule(new Step('G', Duration.ofDays(9), Duration.ofHours(1), 2));
        RetryRule drawn = rule(new Step('H', Duration.ofDays(9), Duration.ofMinutes(10), 2));
        Instant later = MailServer.START.plus(Duration.ofHours(1));
        RandomGenerator random = RandomGenerator.of("L64X128MixRandom");

        assertThat(schedule.next(growing, MailServer.START, later.plus(Duration.ofDays(1)), random))
                .contains(later.plus(Duration.ofDays(1)).plus(Duration.ofHours(2)));
        assertThat(schedule.next(drawn, MailServer.START, later, random).orElseThrow())
                .isBetween(later.plus(Duration.ofMinutes(10)), later.plus(Duration.ofMinutes(70)));
    }
}
