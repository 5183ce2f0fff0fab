package org.postern.smtpout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.postern.spi.Transport.Status;
import org.postern.testkit.TestDelivery;

/// `protocol = lmtp`.
class LmtpTest extends SmtpFixture {
    @Test
    void lmtp_has_a_reply_for_each_recipient() throws Exception {
        settings.set(SmtpOptions.PROTOCOL, "lmtp").set(SmtpOptions.LMTP_IGNORE_QUOTA, "true");
        try (FakeServer server = FakeServer.playing("""
                S: 220 lmtp ready
                C: LHLO mail.example.org
                S: 250-lmtp
                S: 250 IGNOREQUOTA
                C: MAIL FROM:<sender@example.com>
                S: 250 ok
                C: RCPT TO:<a@example.org> IGNOREQUOTA
                S: 250 ok
                C: RCPT TO:<b@example.org> IGNOREQUOTA
                S: 550 no
                C: RCPT TO:<c@example.org> IGNOREQUOTA
                S: 250 ok
                C: RCPT TO:<d@example.org> IGNOREQUOTA
                S: 250 ok
                """ + DATA + "S: 250 stored\nS: 452 full\nS: 552 too big\n")) {
            List<Status> statuses =
                    deliver(TestDelivery.to("a@example.org", "b@example.org", "c@example.org", "d@example.org")
                            .via(server.host()));
            assertThat(statuses.getFirst()).isInstanceOf(Status.Delivered.class);
            assertFailed(statuses.get(1), "550 no");
            assertDeferred(statuses.get(2), false, "452 full");
            assertFailed(statuses.get(3), "552 too big");
            assertThat(server.faults()).isEmpty();
        }
    }

    @Test
    void lmtp_keeps_what_was_answered_when_the_connection_breaks() throws Exception {
        settings.set(SmtpOptions.PROTOCOL, "lmtp");
        try (FakeServer server =
                FakeServer.playing(HELLO.replace("EHLO", "LHLO") + MAIL + """
                C: RCPT TO:<a@example.org>
                S: 250 ok
                C: RCPT TO:<b@example.org>
                S: 250 ok
                """ + DATA + "S: 250 stored\nCLOSE\n")) {
            List<Status> statuses =
                    deliver(TestDelivery.to("a@example.org", "b@example.org").via(server.host()));
            assertThat(statuses.getFirst()).isInstanceOf(Status.Delivered.class);
            assertDeferred(statuses.get(1), true, "Remote host closed connection");
            assertThat(server.faults()).isEmpty();
        }
    }
}
