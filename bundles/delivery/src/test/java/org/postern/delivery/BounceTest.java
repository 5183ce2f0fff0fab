package org.postern.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postern.api.mail.Address;
import org.postern.api.mail.Host;
import org.postern.api.mail.Origin;
import org.postern.api.smtp.Reply;
import org.postern.core.Envelope;
import org.postern.core.Progress;
import org.postern.core.Spool.Spooled;
import org.postern.spi.Router;
import org.postern.spi.Router.Child;
import org.postern.spi.Router.Result;
import org.postern.spi.Transport.Problem;
import org.postern.spi.Transport.Status;
import org.postern.spi.Transport.Words;

/// What senders are told of mail that could not be delivered.
final class BounceTest {
    private static final Host HOST = Host.of("mx.there.example", InetAddress.ofLiteral("203.0.113.7"));
    private static final Router REMOTE = (_, _) -> new Result.Accept(Optional.of("smtp"), List.of(HOST));

    private final FakeTransport maildir = new FakeTransport();
    private final FakeTransport smtp = new FakeTransport();
    private final FakePolicy policy = new FakePolicy()
            .router(
                    "team",
                    (_, _) -> new Result.Redirect(
                            List.of(new Child.ToAddress(new Address("bob", "there.example"), Optional.empty()))),
                    "local_parts=team")
            .router("local", (_, _) -> new Result.Accept(Optional.of("maildir"), List.of()), "domains=here.example")
            .router("out", REMOTE, "domains=there.example")
            .transport("maildir", maildir)
            .transport("smtp", smtp)
            .retry(MailServer.defaultRule());
    private final MailServer server = new MailServer(policy);

    private static Status refused(String text) {
        return new Status.Failed(new Problem(
                "SMTP error from remote mail server after RCPT TO: 550 " + text,
                Optional.of(HOST),
                Optional.of(Reply.of(550, "1.1", text)),
                false));
    }

    private Spooled bounce() {
        assertThat(server.spool().bounces()).hasSize(1);
        return server.spool().bounces().getFirst();
    }

    private static String text(Spooled message) {
        StringBuilder text = new StringBuilder();
        message.headers().forEach(header -> text.append(header.text()));
        return text.append("\r\n").append(FakeSpool.text(message.body())).toString();
    }

    @Test
    void a_bounce_is_a_report_as_RFC_3464_says() throws Exception {
        smtp.status("bob@there.example", refused("no such user"));

        server.receive("m1", "a@here.example", "team@here.example", "c@unknown.example");

        String text =
                text(bounce()).replaceAll("[0-9a-f]+-report-m1", "BOUNDARY").replace("\r\n", "\n");
        try (var golden = BounceTest.class.getResourceAsStream("bounce.eml")) {
            assertThat(golden).isNotNull();
            assertThat(text).isEqualTo(new String(golden.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
        }
        assertThat(text(bounce()).replace("\r\n", "")).doesNotContain("\n").doesNotContain("\r");
    }

    @Test
    void a_bounce_goes_to_the_sender_from_nobody() {
        server.receive("m1", "a@here.example", "c@unknown.example");

        assertThat(bounce().envelope().sender()).isEqualTo(Address.NULL);
        assertThat(maildir.runs()).singleElement().satisfies(run -> {
            assertThat(run.recipients()).containsExactly("a@here.example");
            assertThat(run.returnPath()).isEmpty();
        });
        assertThat(server.lines("bounce-1").getFirst()).startsWith("<= <> R=m1 P=local S=");
        assertThat(server.lines("m1")).containsExactly("** c@unknown.example: Unrouteable address", "Completed");
    }

    @Test
    void a_bounce_that_cannot_be_delivered_is_frozen_and_discarded_when_it_is_old() {
        server.receive("m1", "gone@unknown.example", "c@unknown.example");

        assertThat(server.spool().bounces()).hasSize(1);
        assertThat(server.lines("bounce-1"))
                .containsSubsequence("** gone@unknown.example: Unrouteable address", "Frozen (delivery error message)");
        assertThat(server.spool().notes("bounce-1")).contains(new Progress.Frozen(MailServer.START));
        server.pass(Duration.ofDays(69));
        assertThat(server.spool().isCompleted("bounce-1")).isFalse();
        server.pass(Duration.ofDays(1));

        assertThat(server.spool().isCompleted("bounce-1")).isTrue();
        assertThat(server.spool().bounces()).hasSize(1);
    }

    @Test
    void a_bounce_goes_to_errors_to_if_the_router_sets_it() {
        FakePolicy lists = new FakePolicy()
                .router("list", REMOTE, "domains=there.example", "errors_to=owner@here.example")
                .router("local", (_, _) -> new Result.Accept(Optional.of("maildir"), List.of()), "domains=here.example")
                .transport("smtp", smtp)
                .transport("maildir", maildir);
        smtp.status("bob@there.example", refused("no such user"));

        new MailServer(lists).receive("m1", "a@here.example", "bob@there.example");

        assertThat(maildir.delivered()).containsExactly("owner@here.example");
    }

    @Test
    void a_big_message_comes_back_without_its_body() {
        server.receive(
                server.envelope("m1", "a@here.example", "c@unknown.example"),
                "Subject: big",
                "x".repeat(70) + "\r\n" + "secret\r\n".repeat(20_000));

        assertThat(text(bounce()))
                .contains("Content-Type: text/rfc822-headers", "Subject: big")
                .doesNotContain("secret");
    }

    @Test
    void options_leave_out_the_body_or_the_message() {
        policy.main("bounce_return_body", "false");
        server.receive("m1", "a@here.example", "c@unknown.example");
        assertThat(text(bounce())).contains("text/rfc822-headers").doesNotContain("Hello");

        MailServer other = new MailServer(policy.main("bounce_return_message", "false"));
        other.receive("m2", "a@here.example", "c@unknown.example");
        assertThat(text(other.spool().bounces().getFirst())).doesNotContain("rfc822-headers");
    }

    @Test
    void dsn_from_is_expanded() {
        policy.main("dsn_from", "Post <post@here.example>");

        server.receive("m1", "a@here.example", "c@unknown.example");

        assertThat(text(bounce())).contains("From: Post <post@here.example>\r\n");
    }

    @Test
    void notify_never_is_heeded_and_the_senders_ids_are_returned() {
        Envelope envelope = new Envelope(
                "m1",
                MailServer.address("a@here.example"),
                Map.of("ENVID", "order+2B7"),
                List.of(
                        new Envelope.To(MailServer.address("c@unknown.example"), Map.of("NOTIFY", "NEVER")),
                        new Envelope.To(
                                MailServer.address("d@unknown.example"),
                                Map.of("NOTIFY", "FAILURE,DELAY", "ORCPT", "rfc822;d+2Bx@orig.example"))),
                MailServer.START,
                Origin.LOCAL,
                Map.of());

        server.receive(envelope, "Subject: x", "");

        assertThat(text(bounce()))
                .contains("Original-Envelope-Id: order+7", "Original-Recipient: rfc822;d+x@orig.example")
                .doesNotContain("c@unknown.example");
    }

    private Envelope notifying(Map<String, String> mail, String to, String events) {
        return new Envelope(
                "m1",
                MailServer.address("a@here.example"),
                mail,
                List.of(new Envelope.To(MailServer.address(to), Map.of("NOTIFY", events))),
                MailServer.START,
                Origin.LOCAL,
                Map.of());
    }

    @Test
    void a_sender_that_asks_is_told_of_a_delivery() {
        server.receive(notifying(Map.of("ENVID", "q1"), "bob@here.example", "SUCCESS"), "Subject: x", "secret\r\n");

        assertThat(text(bounce()))
                .contains(
                        "Subject: Delivery Status Notification\r\n",
                        "Original-Envelope-Id: q1\r\n",
                        "Final-Recipient: rfc822; bob@here.example\r\nAction: delivered\r\nStatus: 2.0.0\r\n",
                        "text/rfc822-headers")
                .doesNotContain("secret", "Remote-MTA");
        assertThat(bounce().envelope().sender()).isEqualTo(Address.NULL);
        assertThat(server.spool().isCompleted("m1")).isTrue();
    }

    @Test
    void or_that_another_host_has_it_which_does_not_report() {
        smtp.remote();

        server.receive(notifying(Map.of(), "bob@there.example", "success,failure"), "Subject: x", "");

        assertThat(text(bounce()))
                .contains("Action: relayed\r\nStatus: 2.0.0\r\nRemote-MTA: dns; mx.there.example\r\n");
    }

    @Test
    void a_host_that_reports_itself_is_left_to_do_so() {
        smtp.status("bob@there.example", new Status.Delivered(Optional.of(HOST), "", true));

        server.receive(notifying(Map.of(), "bob@there.example", "SUCCESS"), "Subject: x", "");

        assertThat(server.spool().bounces()).isEmpty();
    }

    @Test
    void nobody_else_is_told_of_a_delivery() {
        server.receive(notifying(Map.of(), "bob@here.example", "FAILURE,DELAY"), "Subject: x", "");
        server.receive("m2", "a@here.example", "bob@here.example");
        server.receive(
                new Envelope(
                        "m3",
                        Address.NULL,
                        Map.of(),
                        List.of(new Envelope.To(MailServer.address("bob@here.example"), Map.of("NOTIFY", "SUCCESS"))),
                        MailServer.START,
                        Origin.LOCAL,
                        Map.of()),
                "Subject: x",
                "");

        assertThat(server.spool().bounces()).isEmpty();
    }

    @Test
    void an_eight_bit_message_is_returned_as_such() {
        server.receive(
                server.envelope("m1", "a@here.example", "c@unknown.example"), "Subject: x", "gr\u00fc\u00dfe\r\n");

        assertThat(bounce().envelope().parameters()).containsEntry("BODY", "8BITMIME");
        assertThat(text(bounce())).contains("Content-Transfer-Encoding: 8bit");
    }

    @Test
    void what_a_remote_host_says_cannot_add_lines() {
        smtp.status(
                "bob@there.example",
                new Status.Failed(new Problem("no\r\nAction: delivered", Optional.of(HOST), Optional.empty(), false)));

        server.receive("m1", "a@here.example", "bob@there.example");

        assertThat(text(bounce())).doesNotContain("\r\nAction: delivered");
    }

    private static String bytes(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private Envelope fromSmtputf8(Map<String, String> parameters) {
        return new Envelope(
                "m1",
                new Address(bytes("usér"), "here.example"),
                Map.of("SMTPUTF8", ""),
                List.of(new Envelope.To(new Address(bytes("grün+x"), bytes("söme.example")), parameters)),
                server.now(),
                Origin.LOCAL,
                Map.of("utf8", "true"));
    }

    @Test
    void internationalized_mail_is_answered_in_unitext() {
        server.receive(
                fromSmtputf8(Map.of("ORCPT", "utf-8;\\x{e9}l\\x{2B}a@example.org")), bytes("Subject: grüße"), "x\r\n");

        Spooled bounce = bounce();
        String text = text(bounce);
        assertThat(bounce.envelope().state()).containsEntry("utf8", "true");
        assertThat(text)
                .contains("Content-Type: message/global-delivery-status\r\nContent-Transfer-Encoding: 8bit\r\n")
                .contains(bytes("Original-Recipient: utf-8; él\\x{2B}a@example.org\r\n"))
                .contains(bytes("Final-Recipient: utf-8; grün\\x{2B}x@söme.example\r\n"))
                .contains(bytes("X-Failed-Recipients: grün+x@söme.example\r\n"))
                .contains("Content-Type: message/global\r\n")
                .contains(bytes("Subject: grüße"))
                .contains(bytes("To: usér@here.example\r\n"));
    }

    @Test
    void only_its_header_comes_back_as_global_headers() {
        policy.main("bounce_return_body", "false");
        server.receive(fromSmtputf8(Map.of()), "Subject: x", "x\r\n");

        assertThat(text(bounce())).contains("Content-Type: message/global-headers\r\n");
    }

    @Test
    void a_sender_who_does_not_take_it_reads_code_points() {
        server.receive("m1", "a@here.example", bytes("grün@söme.example"));

        String text = text(bounce());
        assertThat(bounce().envelope().state()).isEmpty();
        assertThat(text)
                .contains("Content-Type: message/delivery-status\r\n\r\n")
                .contains("Final-Recipient: utf-8; gr\\x{FC}n@s\\x{F6}me.example\r\n")
                .contains("X-Failed-Recipients: gr\\x{FC}n@s\\x{F6}me.example\r\n");
    }

    @Test
    void replies_of_hosts_that_are_not_utf8_do_not_spoil_the_report() {
        smtp.status("bob@there.example", refused("caf\u00e9 ferm\u00e9"));

        server.receive("m1", "a@here.example", "team@here.example");

        assertThat(text(bounce())).contains("Diagnostic-Code: smtp; 550 5.1.1 caf? ferm?\r\n");
    }

    @Test
    void what_the_host_said_of_itself_helps_to_find_the_failure() {
        Words words = new Words("220 mx.there.example ESMTP ready", "250-mx.there.example Hello");
        Host host = new Host(HOST.name(), HOST.address(), 2525, -1, false, Optional.empty(), "");
        smtp.status(
                "bob@there.example",
                new Status.Failed(
                        new Problem("no", Optional.of(host), Optional.empty(), false).with(Optional.of(words))));

        server.receive("m1", "a@here.example", "team@here.example");

        assertThat(text(bounce()))
                .contains("Remote-MTA: X-ip; [203.0.113.7]:2525\r\n")
                .contains("X-Remote-MTA-smtp-greeting: X-str; 220 mx.there.example ESMTP ready\r\n")
                .contains("X-Remote-MTA-helo-response: X-str; 250-mx.there.example Hello\r\n")
                .contains("X-Exim-Diagnostic: X-str; no\r\n");
    }
}
