package org.postern.transports;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.api.ExpansionException;
import org.postern.api.MailLog.Stream;
import org.postern.api.Text;
import org.postern.api.config.Option;
import org.postern.api.mail.Address;
import org.postern.api.mail.AutoReply;
import org.postern.api.mail.Recipient;
import org.postern.spi.Transport;
import org.postern.spi.Transport.Status;
import org.postern.testkit.TestDelivery;
import org.postern.testkit.TestMessage;
import org.postern.testkit.TestSettings;

class AutoreplyTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path home;

    private static Option<Optional<org.postern.api.config.Expression>> part(String name) {
        return AutoreplyOptions.PARTS.stream()
                .filter(option -> option.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static TestSettings vacation() {
        return TestSettings.block("vacation")
                .set(part("to"), "friend@example.com")
                .set(part("from"), "user@example.org")
                .set(part("subject"), "away")
                .set(part("text"), "I am away.");
    }

    private static TestDelivery mail() {
        TestDelivery delivery = TestDelivery.to("user@example.org")
                .message(TestMessage.from("friend@example.com")
                        .header("References", "<0@example.com>")
                        .header("Message-ID", "<1@example.com>"));
        delivery.context().variable("tod_log", "2026-01-01 00:00:00").variable("qualify_domain", "example.org");
        return delivery;
    }

    private static Status deliver(TestSettings settings, TestDelivery delivery) throws IOException, ExpansionException {
        Map<Recipient, Status> statuses = new AutoreplyDriver().create(settings).deliver(delivery);
        return statuses.getOrDefault(delivery.recipient(0), new Status.Deferred(Transport.Problem.local("none")));
    }

    private static String sent(TestSettings settings, TestDelivery delivery) throws IOException, ExpansionException {
        assertThat(deliver(settings, delivery)).isEqualTo(new Status.Delivered(Optional.empty(), ""));
        assertThat(delivery.submitted()).hasSize(1);
        return delivery.submitted().getFirst().text();
    }

    private static void assertDeferred(Status status, String... parts) {
        assertThat(status).isInstanceOf(Status.Deferred.class);
        assertThat(status.toString()).contains(parts);
    }

    @Test
    void answers_from_nobody_with_the_fields_of_RFC_3834() throws Exception {
        TestDelivery delivery = mail();
        assertThat(sent(vacation().set(part("headers"), "X-A: 1\nX-B: 2\n 3"), delivery))
                .isEqualTo("""
                        From: user@example.org
                        To: friend@example.com
                        Subject: away
                        In-Reply-To: <1@example.com>
                        References: <0@example.com>
                         <1@example.com>
                        Auto-Submitted: auto-replied
                        X-A: 1
                        X-B: 2
                         3

                        I am away.
                        """);
        assertThat(delivery.submitted().getFirst().message().returnPath()).isEqualTo(Address.NULL);
        assertThat(delivery.submitted().getFirst().recipients()).containsExactly(new Address("friend", "example.com"));
    }

    @Test
    void writes_to_all_recipients_and_shows_those_of_bcc_to_nobody() throws Exception {
        TestDelivery delivery = mail();
        String text =
                sent(vacation().set(part("cc"), "Some One <c@example.com>").set(part("bcc"), "local"), delivery);
        assertThat(text)
                .contains("Cc: Some One <c@example.com>\n")
                .doesNotContain("ocal@")
                .doesNotContain("Bcc");
        assertThat(delivery.submitted().getFirst().recipients())
                .containsExactly(
                        new Address("friend", "example.com"),
                        new Address("c", "example.com"),
                        new Address("local", "example.org"));
    }

    @Test
    void a_message_without_recipients_is_not_sent() throws Exception {
        TestDelivery delivery = mail();
        assertThat(deliver(vacation().set(part("to"), ""), delivery)).isInstanceOf(Status.Delivered.class);
        assertThat(delivery.submitted()).isEmpty();
    }

    @Test
    void never_mail_takes_recipients_out() throws Exception {
        TestSettings settings = vacation()
                .set(AutoreplyOptions.NEVER_MAIL, "*@example.com")
                .set(part("cc"), "c@example.net, d@example.com");
        TestDelivery delivery = mail();
        assertThat(sent(settings, delivery)).contains("Cc: c@example.net\n").doesNotContain("To: friend");
        assertThat(delivery.submitted().getFirst().recipients()).containsExactly(new Address("c", "example.net"));
        TestDelivery nobody = mail();
        assertThat(deliver(settings.set(part("cc"), ""), nobody)).isInstanceOf(Status.Delivered.class);
        assertThat(nobody.submitted()).isEmpty();
    }

    @Test
    void what_a_filter_says_goes_before_all_options() throws Exception {
        TestDelivery delivery = mail();
        delivery.context()
                .put(
                        AutoReply.SLOT,
                        new AutoReply(
                                Map.of("to", Text.tainted("other@example.com"), "text", Text.trusted("hi\n")),
                                false,
                                false,
                                Duration.ZERO));
        assertThat(sent(vacation(), delivery))
                .startsWith("To: other@example.com\nIn-Reply-To: ")
                .endsWith("\nhi\n")
                .doesNotContain("away");
    }

    @Test
    void answers_once_or_again_after_a_time() throws Exception {
        Path once = home.resolve("once");
        TestSettings settings = vacation().set(part("once"), once.toString());
        TestDelivery first = mail();
        first.context().at(NOW);
        String _ = sent(settings, first);
        assertThat(once).hasContent(NOW.getEpochSecond() + " friend@example.com\n");
        TestDelivery second = mail();
        second.context().at(NOW.plusSeconds(86_400));
        assertThat(deliver(settings, second)).isInstanceOf(Status.Delivered.class);
        assertThat(second.submitted()).isEmpty();
        settings.set(AutoreplyOptions.ONCE_REPEAT, "1d");
        TestDelivery third = mail();
        third.context().at(NOW.plusSeconds(86_399));
        deliver(settings, third);
        assertThat(third.submitted()).isEmpty();
        TestDelivery fourth = mail();
        fourth.context().at(NOW.plusSeconds(86_400));
        String _ = sent(settings, fourth);
    }

    @Test
    void forgets_the_oldest_when_the_file_is_full() throws Exception {
        Path once = home.resolve("once");
        TestSettings settings =
                vacation().set(part("once"), once.toString()).set(AutoreplyOptions.ONCE_FILE_SIZE, "40");
        for (String friend : new String[] {"a@example.com", "b@example.com"}) {
            String _ = sent(settings.set(part("to"), friend), mail());
        }
        assertThat(Files.readString(once)).contains("b@example.com").doesNotContain("a@example.com");
    }

    @Test
    void notes_answers_in_its_log() throws Exception {
        Path log = home.resolve("log");
        TestSettings settings = vacation()
                .set(part("log"), log.toString())
                .set(part("once"), home.resolve("once").toString());
        deliver(settings, mail());
        deliver(settings, mail());
        assertThat(log).hasContent("""
                2026-01-01 00:00:00
                  From: user@example.org
                  To: friend@example.com
                  Subject: away
                2026-01-01 00:00:00
                  previously sent to friend@example.com
                """);
    }

    @Test
    void a_log_that_cannot_be_written_stops_no_answer() throws Exception {
        TestDelivery delivery = mail();
        String _ = sent(vacation().set(part("log"), home + "/none/log"), delivery);
        assertThat(delivery.context().log().lines(Stream.MAIN))
                .containsExactly("Failed to open log file " + home + "/none/log for vacation transport: " + home
                        + "/none/log: no such file or directory");
    }

    @Test
    void adds_the_content_of_a_file_perhaps_expanded() throws Exception {
        Path file = Files.writeString(home.resolve("text"), "Dear $friend,\n\u00e4\n", StandardCharsets.ISO_8859_1);
        TestSettings settings = vacation().set(part("file"), file.toString());
        assertThat(sent(settings, mail())).endsWith("\n\nI am away.\nDear $friend,\n\u00e4\n");
        TestDelivery delivery = mail();
        delivery.context().variable("friend", "Jo");
        assertThat(sent(settings.put(AutoreplyOptions.FILE_EXPAND, true), delivery))
                .endsWith("Dear Jo,\n\u00e4\n");
    }

    @Test
    void defers_without_its_file_unless_that_is_optional() throws Exception {
        TestSettings settings = vacation().set(part("file"), home + "/none");
        assertDeferred(
                deliver(settings, mail()),
                "Failed to open file " + home + "/none when sending message from vacation transport");
        assertThat(sent(settings.put(AutoreplyOptions.FILE_OPTIONAL, true), mail()))
                .endsWith("I am away.\n");
    }

    @Test
    void returns_the_message_when_told() throws Exception {
        TestDelivery delivery = mail();
        delivery.context().variable("bounce_return_size_limit", "3");
        assertThat(sent(vacation().put(AutoreplyOptions.RETURN_MESSAGE, true), delivery))
                .contains("Subject: hello\n\nHel")
                .doesNotContain("Hello");
        assertThat(sent(vacation().put(AutoreplyOptions.RETURN_MESSAGE, true), mail()))
                .endsWith("\nSubject: hello\n\nHello\n");
    }

    @Test
    void defers_for_characters_that_a_header_must_not_have() throws Exception {
        assertDeferred(
                deliver(vacation().set(part("subject"), "a\nBcc: x@example.com"), mail()),
                "Expansion of \"subject\" in vacation transport contains non-printing character 10");
        assertThat(sent(vacation().set(part("subject"), "a\n b"), mail())).contains("Subject: a\n b\n");
    }

    @Test
    void defers_for_tainted_file_names() throws Exception {
        for (String name : new String[] {"once", "file"}) {
            TestDelivery delivery = mail();
            delivery.context().variable("evil", Text.tainted("/tmp/evil"));
            assertDeferred(deliver(vacation().set(part(name), "$evil"), delivery), "Tainted '/tmp/evil'");
            assertThat(delivery.submitted()).isEmpty();
        }
    }

    @Test
    void a_time_that_is_none_defers() throws Exception {
        assertDeferred(
                deliver(vacation().set(AutoreplyOptions.ONCE_REPEAT, "soon"), mail()), "Invalid time value \"soon\"");
    }

    @Test
    void knows_all_of_exims_options() {
        Map<String, Option<?>> byName = new HashMap<>();
        new AutoreplyDriver().options().forEach(option -> byName.put(option.name(), option));
        assertThat(byName.keySet())
                .containsExactlyInAnyOrder(
                        "bcc",
                        "cc",
                        "file",
                        "file_expand",
                        "file_optional",
                        "from",
                        "headers",
                        "log",
                        "mode",
                        "never_mail",
                        "once",
                        "once_file_size",
                        "once_repeat",
                        "reply_to",
                        "return_message",
                        "subject",
                        "text",
                        "to");
    }
}
