package org.postern.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.api.mail.Address;
import org.postern.core.Progress;
import org.postern.spi.Router;
import org.postern.spi.Router.Child;
import org.postern.spi.Router.Result;

/// No recipient is lost, whenever the spool fails or the process ends.
final class CrashTest {
    private static final Router LOCAL = (_, _) -> new Result.Accept(Optional.of("maildir"), List.of());

    private final FakeTransport maildir = new FakeTransport();
    private final FakePolicy policy = new FakePolicy()
            .main("remote_max_parallel", "1")
            .router(
                    "both",
                    (_, _) -> new Result.Redirect(List.of(
                            new Child.ToAddress(new Address("team", "here.example"), Optional.empty()),
                            new Child.ToAddress(new Address("archive", "here.example"), Optional.empty()))),
                    "local_parts=team")
            .router("copy", LOCAL, "local_parts=bob", "unseen=yes")
            .router("local", LOCAL, "domains=here.example")
            .transport("maildir", maildir)
            .retry(MailServer.defaultRule());

    private MailServer receive(FakeSpool spool) {
        return new MailServer(policy, spool, MailServer.START)
                .receive("m1", "a@here.example", "team@here.example", "bob@here.example", "x@unknown.example");
    }

    private void everybodyHasIt(MailServer server) {
        assertThat(maildir.delivered())
                .contains("team@here.example", "archive@here.example", "bob@here.example", "a@here.example");
        assertThat(maildir.delivered().stream()
                        .filter("bob@here.example"::equals)
                        .count())
                .isGreaterThanOrEqualTo(2);
        assertThat(server.spool().isCompleted("m1")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9})
    void a_crash_at_any_write_loses_nobody(int call) {
        maildir.status("archive@here.example", FakeTransport.deferred("busy"));
        MailServer crashed = receive(new FakeSpool().crashAt(call));
        maildir.works();

        MailServer next = crashed.restart().pass(Duration.ofHours(1));

        everybodyHasIt(next);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7})
    void a_full_disk_at_any_write_loses_nobody_and_repeats_nothing(int call) {
        MailServer server = receive(new FakeSpool().failAt(call));

        server.pass(Duration.ofMinutes(15)).pass(Duration.ofMinutes(15));

        everybodyHasIt(server);
        assertThat(maildir.delivered()).hasSize(5);
        assertThat(server.lines()).filteredOn(line -> line.startsWith("bounce")).isNotEmpty();
    }

    @Test
    void after_a_restart_only_those_who_are_left_get_the_message() {
        maildir.status("archive@here.example", FakeTransport.deferred("busy"));
        MailServer before = receive(new FakeSpool());
        maildir.works();
        int runs = maildir.runs().size();

        MailServer after = before.restart();
        assertThat(maildir.runs()).hasSize(runs);
        after.pass(Duration.ofMinutes(15));

        assertThat(maildir.runs()).hasSize(runs + 1);
        assertThat(maildir.runs().getLast().recipients()).containsExactly("archive@here.example");
        assertThat(after.spool().isCompleted("m1")).isTrue();
    }

    @Test
    void the_time_of_retries_goes_on_after_a_restart() {
        maildir.status("bob@here.example", FakeTransport.deferred("busy"));
        MailServer server = receive(new FakeSpool());
        server.pass(Duration.ofHours(3));
        Progress.Retry last = (Progress.Retry) server.spool().notes("m1").getLast();
        assertThat(last.attempts()).isEqualTo(2);

        MailServer next = server.restart().pass(Duration.between(server.now(), last.next()));

        assertThat((Progress.Retry) next.spool().notes("m1").getLast())
                .satisfies(retry -> assertThat(retry.firstFailure()).isEqualTo(MailServer.START))
                .satisfies(retry -> assertThat(retry.attempts()).isEqualTo(3));
    }
}
