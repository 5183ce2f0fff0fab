package org.postern.smtpout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postern.api.config.ConfigException;
import org.postern.api.mail.Address;
import org.postern.spi.Contribution;
import org.postern.spi.Transport.Status;
import org.postern.testkit.TestDelivery;
import org.postern.testkit.TestSettings;

/// What the transport says to a server when all goes well.
class SmtpTransportTest extends SmtpFixture {
    @Test
    void delivers_one_command_at_a_time_to_a_server_without_extensions() throws Exception {
        try (FakeServer server = FakeServer.playing(HELLO + MESSAGE)) {
            assertThat(deliver(mail().via(server.host())))
                    .containsExactly(new Status.Delivered(Optional.of(server.host()), "C=\"250 2.0.0 queued\"")
                            .confirmed("250 2.0.0 queued"));
            assertThat(server.faults()).isEmpty();
        }
    }

    @Test
    void sends_the_envelope_in_one_go_to_a_server_with_pipelining() throws Exception {
        Status status = play("""
                S: 220 fake ready
                C: EHLO mail.example.org
                S: 250-fake
                S: 250-PIPELINING
                S: 250-SIZE 1000000
                S: 250 8BITMIME
                C: MAIL FROM:<sender@example.com> BODY=8BITMIME SIZE=1049
                C: RCPT TO:<user@example.org>
                C: DATA
                S: 250 ok
                S: 250 ok
                S: 354 go
                C: Subject: hello
                C:\s
                C: Hello
                C: .
                S: 250 done
                """, mail().parameter("BODY", "8BITMIME"));
        assertThat(status).isInstanceOf(Status.Delivered.class);
    }

    @Test
    void does_not_pipeline_to_hosts_that_are_to_be_spared() throws Exception {
        settings.set(SmtpOptions.HOSTS_AVOID_PIPELINING, "*");
        assertThat(play("S: 220 x\nC: EHLO mail.example.org\nS: 250-x\nS: 250 PIPELINING\n" + MESSAGE))
                .isInstanceOf(Status.Delivered.class);
    }

    @Test
    void falls_back_to_helo() throws Exception {
        assertThat(play("S: 220 x\nC: EHLO mail.example.org\nS: 502 what?\nC: HELO mail.example.org\nS: 250 x\n"
                        + MESSAGE))
                .isInstanceOf(Status.Delivered.class);
    }

    @Test
    void says_helo_to_hosts_that_are_to_be_spared_ehlo() throws Exception {
        settings.set(SmtpOptions.HOSTS_AVOID_ESMTP, "*");
        assertThat(play("S: 220 x\nC: HELO mail.example.org\nS: 250 x\n" + MESSAGE))
                .isInstanceOf(Status.Delivered.class);
    }

    @Test
    void says_at_ehlo_what_helo_data_says() throws Exception {
        settings.set(SmtpOptions.HELO_DATA, "other.example.net");
        assertThat(play("S: 220 x\nC: EHLO other.example.net\nS: 250 x\n" + MESSAGE))
                .isInstanceOf(Status.Delivered.class);
    }

    @Test
    void defers_when_helo_data_would_break_the_command() throws Exception {
        for (String bad : List.of("", "a\r\nDATA")) {
            settings.set(SmtpOptions.HELO_DATA, bad);
            try (FakeServer server = FakeServer.playing()) {
                assertThat(deliver(mail().via(server.host())).getFirst().toString())
                        .contains("Deferred", "helo_data");
                assertThat(server.connections()).isZero();
            }
        }
    }

    @Test
    void doubles_dots_and_ends_lines_that_have_no_proper_end() throws Exception {
        String transcript = HELLO + MAIL + RCPT + """
                C: DATA
                S: 354 go
                C: Subject: hello
                C:\s
                C: ..
                C: ...
                C: x.
                C: bare
                C: ..
                C: cr
                C: ..
                C: \u00e4\u00ff
                C: ..end
                C: .
                S: 250 ok
                """;
        assertThat(play(transcript, mail().body(".\r\n..\r\nx.\r\nbare\n.\ncr\r.\r\u00e4\u00ff\r\n.end")))
                .isInstanceOf(Status.Delivered.class);
    }

    @Test
    void sends_the_null_sender_and_quoted_local_parts() throws Exception {
        String transcript = HELLO + "C: MAIL FROM:<>\nS: 250 ok\nC: RCPT TO:<\"a b\"@example.org>\nS: 250 ok\n" + DATA
                + "S: 250 ok\n";
        assertThat(play(transcript, TestDelivery.to("a b@example.org").returnPath(Address.NULL)))
                .isInstanceOf(Status.Delivered.class);
    }

    @Test
    void recipients_have_outcomes_of_their_own() throws Exception {
        try (FakeServer server = FakeServer.playing(HELLO + MAIL + """
                C: RCPT TO:<a@example.org>
                S: 450 4.2.0 later
                C: RCPT TO:<b@example.org>
                S: 250 ok
                C: RCPT TO:<c@example.org>
                S: 550-5.1.1 no such user
                S: 550 5.1.1 go away
                """ + DATA + "S: 250 ok\n")) {
            List<Status> statuses = deliver(TestDelivery.to("a@example.org", "b@example.org", "c@example.org")
                    .via(server.host()));
            assertDeferred(
                    statuses.getFirst(),
                    false,
                    "SMTP error from remote mail server after RCPT TO:<a@example.org>: 450 4.2.0 later");
            assertThat(statuses.get(1)).isInstanceOf(Status.Delivered.class);
            assertFailed(statuses.get(2), "550 5.1.1 no such user go away");
            assertThat(server.faults()).isEmpty();
        }
    }

    @Test
    void ends_a_transaction_without_recipients_when_the_server_says_go_ahead() throws Exception {
        String transcript = """
                S: 220 x
                C: EHLO mail.example.org
                S: 250-x
                S: 250 PIPELINING
                C: MAIL FROM:<sender@example.com>
                C: RCPT TO:<user@example.org>
                C: DATA
                S: 250 ok
                S: 550 no
                S: 354 go
                C: .
                S: 554 no valid recipients
                """;
        assertFailed(play(transcript), "550 no");
    }

    @Test
    void resets_before_the_next_message_when_no_recipient_was_taken() throws Exception {
        assertFailed(play(HELLO + MAIL + "C: RCPT TO:<user@example.org>\nS: 550 no\nC: RSET\nS: 250 ok\n"), "550 no");
    }

    @Test
    void sends_recipients_of_other_domains_apart_without_multi_domain() throws Exception {
        settings.set(SmtpOptions.MULTI_DOMAIN, "false");
        String other = MESSAGE.replace("user@example.org", "user@example.net");
        try (FakeServer server = FakeServer.playing(HELLO + MESSAGE + other)) {
            assertThat(deliver(TestDelivery.to("user@example.org", "user@example.net")
                            .via(server.host())))
                    .allMatch(Status.Delivered.class::isInstance);
            assertThat(server.faults()).isEmpty();
        }
    }

    @Test
    void many_recipients_are_sent_in_groups_so_that_both_sides_keep_reading() throws Exception {
        StringBuilder transcript = new StringBuilder(
                "S: 220 x\nC: EHLO mail.example.org\nS: 250-x\nS: 250 PIPELINING\nC: MAIL FROM:<sender@example.com>\n");
        String[] many = new String[600];
        List<String> replies = new ArrayList<>(List.of("S:  250 ok\n"));
        int bytes = "MAIL FROM:<sender@example.com>\r\n".length();
        for (int i = 0; i < many.length; i++) {
            many[i] = "user" + (1000 + i) + "@example.org";
            String command = "RCPT TO:<" + many[i] + ">";
            if (bytes + command.length() > 8 * 1024) {
                replies.forEach(transcript::append);
                replies.clear();
                bytes = 0;
            }
            bytes += command.length() + 2;
            transcript.append("C: ").append(command).append('\n');
            replies.add("S: 250 ok\n");
        }
        transcript.append("C: DATA\n");
        replies.forEach(transcript::append);
        transcript.append(DATA.substring("C: DATA\n".length())).append("S: 250 ok\n");
        String play = transcript.toString().replace("S:  250", "S: 250");
        try (FakeServer server = FakeServer.playing(play)) {
            assertThat(deliver(TestDelivery.to(many).via(server.host()))).allMatch(Status.Delivered.class::isInstance);
            assertThat(server.faults()).isEmpty();
        }
    }

    @Test
    void limits_recipients_as_max_rcpt_says() throws Exception {
        assertThat(transport().maxRecipients()).isEqualTo(100);
        settings.set(SmtpOptions.MAX_RCPT, "0");
        assertThat(transport().maxRecipients()).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void has_the_contributions_that_the_manual_names() throws Exception {
        var plugin = new SmtpOutPlugin(dns, MACHINE, Optional.empty());
        assertThat(plugin.name()).isEqualTo("smtp-out");
        assertThat(plugin.contributions())
                .extracting(Contribution::name)
                .containsExactly("sending_ip_address", "sending_port", "smtp");
    }

    @Test
    void refuses_options_that_are_not_there_yet_and_numbers_that_make_no_sense() {
        SmtpOptions.LATER.forEach(later -> assertThatThrownBy(() -> new SmtpDriver(dns, MACHINE, Optional.empty())
                        .create(TestSettings.block("t").set(later, "x")))
                .isInstanceOf(ConfigException.class)
                .hasMessage("t: " + later.name() + ": not there yet"));
        SmtpOptions.AT_LEAST_ONE.forEach(count -> assertThatThrownBy(
                        () -> new SmtpDriver(dns, MACHINE, Optional.empty())
                                .create(TestSettings.block("t").set(count, "0")))
                .isInstanceOf(ConfigException.class)
                .hasMessage("t: " + count.name() + ": must be at least 1"));
    }
}
