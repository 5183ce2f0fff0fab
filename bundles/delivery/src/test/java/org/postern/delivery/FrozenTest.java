package org.postern.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postern.spi.Router.Result;

class FrozenTest {
    private final FakeTransport maildir = new FakeTransport();
    private boolean freezes = true;

    private MailServer server(String... options) {
        FakePolicy policy = new FakePolicy()
                .router(
                        "local",
                        (_, _) -> freezes
                                ? new Result.Freeze("look at it")
                                : new Result.Accept(Optional.of("maildir"), List.of()),
                        "domains=here.example")
                .router(
                        "remote",
                        (_, _) -> new Result.Accept(Optional.of("maildir"), List.of()),
                        "domains=there.example")
                .transport("maildir", maildir);
        for (int i = 0; i < options.length; i += 2) {
            policy.main(options[i], options[i + 1]);
        }
        return new MailServer(policy);
    }

    @Test
    void a_frozen_message_stays_frozen() {
        MailServer server = server();
        server.receive("m1", "a@there.example", "b@here.example");
        server.pass(Duration.ofDays(100));

        assertThat(server.lines("m1")).contains("Frozen").doesNotContain("Unfrozen by auto-thaw");
        assertThat(server.spool().isCompleted("m1")).isFalse();
        assertThat(maildir.delivered()).isEmpty();
    }

    @Test
    void auto_thaw_tries_it_again() {
        MailServer server = server("auto_thaw", "2h");
        server.receive("m1", "a@there.example", "b@here.example");
        freezes = false;
        server.pass(Duration.ofMinutes(119));
        assertThat(maildir.delivered()).isEmpty();
        server.pass(Duration.ofMinutes(1));

        assertThat(server.lines("m1")).containsSubsequence("Frozen", "Unfrozen by auto-thaw", "Completed");
        assertThat(maildir.delivered()).containsExactly("b@here.example");
    }

    @Test
    void timeout_frozen_after_returns_it_to_the_sender() {
        MailServer server = server("timeout_frozen_after", "7d");
        server.receive("m1", "a@there.example", "b@here.example");
        server.pass(Duration.ofDays(7));

        assertThat(server.lines("m1")).containsSubsequence("Frozen", "cancelled by timeout_frozen_after", "Completed");
        assertThat(server.spool().bounces()).hasSize(1);
        assertThat(maildir.delivered()).containsExactly("a@there.example");
    }

    @Test
    void timeout_frozen_after_discards_a_bounce() {
        MailServer server = server("timeout_frozen_after", "7d");
        server.receive("m1", "", "b@here.example");
        server.pass(Duration.ofDays(7));

        assertThat(server.lines("m1")).containsSubsequence("Frozen", "cancelled by timeout_frozen_after", "Completed");
        assertThat(server.spool().bounces()).isEmpty();
    }
}
