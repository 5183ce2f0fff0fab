package org.postern.transports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.ConfigException;
import org.postern.api.mail.Recipient;
import org.postern.api.system.Identity;
import org.postern.spi.Transport;
import org.postern.spi.Transport.Cause;
import org.postern.spi.Transport.Status;
import org.postern.testkit.TestDelivery;
import org.postern.testkit.TestSettings;

/// `appendfile` with a mailbox file.
class MailboxTest {
    @TempDir
    Path home;

    private final Filesystems filesystems = new Filesystems();
    private final MailboxTurns turns = new MailboxTurns();

    @AfterEach
    void close() {
        filesystems.close();
    }

    private Path inbox() {
        return home.resolve("inbox");
    }

    private TestSettings mailbox() {
        return TestSettings.block("local_delivery")
                .set(AppendfileOptions.FILE, inbox().toString())
                .set(AppendfileOptions.MESSAGE_PREFIX, "From MAILER-DAEMON Thu Jan 01 00:00:00 2026\n")
                .set(AppendfileOptions.LOCK_INTERVAL, "0s");
    }

    private Transport transport(TestSettings settings) throws ConfigException {
        return new AppendfileDriver(filesystems, turns, Instant.EPOCH).create(settings);
    }

    private Status deliver(TestSettings settings, TestDelivery delivery)
            throws ConfigException, IOException, ExpansionException {
        Map<Recipient, Status> statuses = transport(settings).deliver(delivery);
        return statuses.getOrDefault(delivery.recipient(0), new Status.Deferred(Transport.Problem.local("none")));
    }

    private static TestDelivery mail() {
        return TestDelivery.to("user@example.org");
    }

    private static void assertDeferred(Status status, String... parts) {
        assertThat(status).isInstanceOf(Status.Deferred.class);
        assertThat(status.toString()).contains(parts);
    }

    private String content() throws IOException {
        return Files.readString(inbox(), StandardCharsets.ISO_8859_1);
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void appends_messages_between_from_line_and_empty_line() throws Exception {
        assertThat(deliver(mailbox(), mail().body("From me\r\n>From\r\nlast\r\n")))
                .isEqualTo(new Status.Delivered(Optional.empty(), ""));
        deliver(mailbox(), mail());
        assertThat(content()).isEqualTo("""
                From MAILER-DAEMON Thu Jan 01 00:00:00 2026
                Subject: hello

                >From me
                >From
                last

                From MAILER-DAEMON Thu Jan 01 00:00:00 2026
                Subject: hello

                Hello

                """);
        assertThat(mode(inbox())).isEqualTo("rw-------");
        assertThat(home.resolve("inbox.lock")).doesNotExist();
    }

    @Test
    void writes_as_the_options_say() throws Exception {
        deliver(
                mailbox()
                        .set(AppendfileOptions.CHECK_STRING, ".")
                        .set(AppendfileOptions.ESCAPE_STRING, "..")
                        .set(AppendfileOptions.MESSAGE_PREFIX, "<")
                        .set(AppendfileOptions.MESSAGE_SUFFIX, ">")
                        .put(AppendfileOptions.USE_CRLF, true)
                        .put(AppendfileOptions.MODE, 0660),
                mail().body(".x\r\n"));
        assertThat(content()).isEqualTo("<Subject: hello\r\n\r\n..x\r\n>");
        assertThat(mode(inbox())).isEqualTo("rw-rw----");
    }

    @Test
    void delivers_to_the_file_that_a_router_found() throws Exception {
        TestSettings settings = TestSettings.block("address_file").set(AppendfileOptions.MESSAGE_PREFIX, "");
        TestDelivery delivery = mail();
        delivery.context().variable("address_file", inbox().toString());
        deliver(settings, delivery);
        assertThat(content()).isEqualTo("Subject: hello\n\nHello\n\n");
    }

    @Test
    void stores_a_file_for_each_message_in_a_plain_directory() throws Exception {
        TestDelivery delivery = mail();
        delivery.context().variable("address_file", home + "/dir/");
        TestSettings settings = TestSettings.block("address_file");
        assertThat(deliver(settings, delivery)).isInstanceOf(Status.Delivered.class);
        try (var files = Files.list(home.resolve("dir"))) {
            List<Path> all = files.toList();
            assertThat(all).hasSize(1);
            assertThat(all.getFirst().getFileName().toString()).startsWith("q");
            assertThat(all.getFirst()).hasContent("Subject: hello\n\nHello\n");
        }
        deliver(settings.set(AppendfileOptions.DIRECTORY_FILE, "name"), delivery);
        assertThat(home.resolve("dir/name")).hasContent("Subject: hello\n\nHello\n");
        assertDeferred(deliver(settings.set(AppendfileOptions.DIRECTORY_FILE, "../name"), delivery), "directory_file");
    }

    @Test
    void throws_away_what_goes_to_dev_null() throws Exception {
        assertThat(deliver(mailbox().set(AppendfileOptions.FILE, "/dev/null"), mail()))
                .isInstanceOf(Status.Delivered.class);
    }

    @Test
    void defers_for_a_name_that_is_not_absolute_or_tainted() throws Exception {
        assertDeferred(
                deliver(mailbox().set(AppendfileOptions.FILE, "inbox"), mail()),
                "appendfile: file or directory name \"inbox\" is not absolute");
        TestDelivery evil = mail();
        evil.context().variable("evil", Text.tainted(inbox().toString()));
        assertDeferred(
                deliver(mailbox().set(AppendfileOptions.FILE, "$evil"), evil),
                "Tainted '" + inbox() + "' (file or directory name for local_delivery transport) not permitted");
        assertThat(inbox()).doesNotExist();
    }

    @Test
    void create_file_says_where_files_may_be_made() throws Exception {
        TestSettings below = mailbox().set(AppendfileOptions.CREATE_FILE, "belowhome");
        TestDelivery elsewhere = mail();
        elsewhere.context().variable("home", home + "/other");
        assertDeferred(deliver(below, elsewhere), "create_file");
        assertDeferred(deliver(below.set(AppendfileOptions.FILE, home + "/other/../inbox"), elsewhere), "create_file");
        TestDelivery inside = mail();
        inside.context().variable("home", home.toString());
        inside.context().variable("tainted", Text.tainted(inbox().toString()));
        assertThat(deliver(below.set(AppendfileOptions.FILE, "$tainted"), inside))
                .isInstanceOf(Status.Delivered.class);
    }

    @Test
    void defers_for_what_is_no_mailbox_or_another_users() throws Exception {
        Path target = Files.createFile(home.resolve("target"));
        Files.createSymbolicLink(inbox(), target);
        assertDeferred(deliver(mailbox(), mail()), "mailbox " + inbox() + " is a symbolic link");
        Files.delete(inbox());
        Files.createDirectory(inbox());
        assertDeferred(deliver(mailbox(), mail()), "mailbox " + inbox() + " is not a regular file");
        Files.delete(inbox());
        Files.createFile(inbox());
        int uid = (Integer) Files.getAttribute(inbox(), "unix:uid");
        TestDelivery other = mail().as(new Identity.Own(uid + 1, 0));
        assertDeferred(
                deliver(mailbox(), other), "mailbox " + inbox() + " has wrong uid (" + uid + " != " + (uid + 1) + ")");
        assertThat(deliver(mailbox().put(AppendfileOptions.CHECK_OWNER, false), other))
                .isInstanceOf(Status.Delivered.class);
    }

    @Test
    void follows_a_link_only_when_told() throws Exception {
        Path target = Files.createFile(
                home.resolve("target"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.createSymbolicLink(inbox(), target);
        assertThat(deliver(mailbox().put(AppendfileOptions.ALLOW_SYMLINK, true), mail()))
                .isInstanceOf(Status.Delivered.class);
        assertThat(target).isNotEmptyFile();
    }

    @Test
    void narrows_a_mode_that_is_too_wide_and_defers_for_one_that_is_too_narrow() throws Exception {
        Files.createFile(inbox());
        Files.setPosixFilePermissions(inbox(), PosixFilePermissions.fromString("rw-rw-rw-"));
        deliver(mailbox(), mail());
        assertThat(mode(inbox())).isEqualTo("rw-------");
        TestSettings wider = mailbox().put(AppendfileOptions.MODE, 0660);
        assertDeferred(deliver(wider, mail()), "mailbox " + inbox() + " has the wrong mode 600 (660 expected)");
        assertThat(deliver(wider.put(AppendfileOptions.MODE_FAIL_NARROWER, false), mail()))
                .isInstanceOf(Status.Delivered.class);
    }

    @Test
    void defers_when_the_mailbox_must_be_there() throws Exception {
        assertDeferred(
                deliver(mailbox().put(AppendfileOptions.FILE_MUST_EXIST, true), mail()), "file_must_exist is set");
    }

    @Test
    void waits_for_a_lock_file_and_removes_one_that_is_too_old() throws Exception {
        Path lock = Files.createFile(home.resolve("inbox.lock"));
        assertDeferred(deliver(mailbox(), mail()), "failed to lock mailbox " + inbox() + " (lock file)");
        Files.setLastModifiedTime(lock, FileTime.from(Instant.now().minusSeconds(3600)));
        assertThat(deliver(mailbox(), mail())).isInstanceOf(Status.Delivered.class);
        assertThat(lock).doesNotExist();
    }

    @Test
    void deliveries_at_once_do_not_mix() throws Exception {
        Transport transport = transport(mailbox().set(AppendfileOptions.LOCK_INTERVAL, "10s"));
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    Map<Recipient, Status> _ = transport.deliver(mail());
                } catch (IOException | ExpansionException e) {
                    throw new IllegalStateException(e);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        String one = "From MAILER-DAEMON Thu Jan 01 00:00:00 2026\nSubject: hello\n\nHello\n\n";
        assertThat(content()).isEqualTo(one.repeat(20));
    }

    @Test
    void cuts_off_what_was_written_of_a_message_that_cannot_be_read() throws Exception {
        deliver(mailbox(), mail());
        String before = content();
        assertDeferred(deliver(mailbox(), mail().body(TestDelivery.broken("the disk is gone"))), "the disk is gone");
        assertThat(content()).isEqualTo(before);
    }

    @Test
    void a_full_mailbox_defers_with_a_cause_of_its_own() throws Exception {
        TestSettings settings = mailbox().set(AppendfileOptions.QUOTA, "0.08K");
        assertThat(deliver(settings, mail())).isInstanceOf(Status.Delivered.class);
        Status full = deliver(settings, mail());
        assertDeferred(
                full,
                "mailbox is full (MTA-imposed quota exceeded while writing to " + inbox() + ")",
                Cause.QUOTA.name());
        assertThat(deliver(settings.put(AppendfileOptions.QUOTA_IS_INCLUSIVE, false), mail()))
                .isInstanceOf(Status.Delivered.class);
        assertThat(deliver(mailbox().set(AppendfileOptions.QUOTA, "100/no_check"), mail()))
                .isInstanceOf(Status.Delivered.class);
        assertDeferred(deliver(mailbox().set(AppendfileOptions.QUOTA, "much"), mail()), "Malformed value \"much\"");
    }

    @Test
    void a_full_directory_defers_by_size_and_by_number_of_files() throws Exception {
        TestSettings maildir = TestSettings.block("local_delivery")
                .put(AppendfileOptions.MAILDIR_FORMAT, true)
                .set(AppendfileOptions.DIRECTORY, home.resolve("Maildir").toString())
                .set(AppendfileOptions.QUOTA_FILECOUNT, "1");
        assertThat(deliver(maildir, mail())).isInstanceOf(Status.Delivered.class);
        assertDeferred(deliver(maildir, mail()), Cause.QUOTA.name());
        maildir.set(AppendfileOptions.QUOTA_FILECOUNT, "0").set(AppendfileOptions.QUOTA, "40");
        assertDeferred(deliver(maildir, mail()), Cause.QUOTA.name());
    }

    @Test
    void a_warning_is_sent_when_the_threshold_is_crossed_and_only_then() throws Exception {
        TestSettings settings = mailbox()
                .set(AppendfileOptions.QUOTA, "1000")
                .set(AppendfileOptions.QUOTA_WARN_THRESHOLD, "10%")
                .set(AppendfileOptions.QUOTA_WARN_MESSAGE, "To: owner@example.org\nSubject: full\n\nNearly full.\n");
        TestDelivery first = mail();
        deliver(settings, first);
        assertThat(first.submitted()).isEmpty();
        TestDelivery second = mail();
        deliver(settings, second);
        assertThat(second.submitted()).hasSize(1);
        assertThat(second.submitted().getFirst().text()).isEqualTo("""
                To: owner@example.org
                Subject: full
                From: Mail Delivery System <mailer-daemon@localhost>
                Auto-Submitted: auto-generated

                Nearly full.
                """);
        TestDelivery third = mail();
        deliver(settings, third);
        assertThat(third.submitted()).isEmpty();
    }

    @Test
    void takes_several_recipients_if_the_file_is_the_same_for_all() throws Exception {
        assertThat(transport(mailbox().set(AppendfileOptions.BATCH_MAX, "5")).maxRecipients())
                .isEqualTo(5);
        assertThat(transport(mailbox()
                                .set(AppendfileOptions.BATCH_MAX, "5")
                                .set(AppendfileOptions.FILE, "/var/mail/$local_part_data"))
                        .maxRecipients())
                .isEqualTo(1);
    }

    @Test
    void refuses_options_that_contradict_each_other() {
        assertThatThrownBy(() -> transport(mailbox().set(AppendfileOptions.DIRECTORY, "/x")))
                .hasMessageContaining("only one of file and directory can be set");
        assertThatThrownBy(() -> transport(mailbox()
                        .put(AppendfileOptions.USE_LOCKFILE, false)
                        .put(AppendfileOptions.USE_FCNTL_LOCK, false)))
                .hasMessageContaining("no locking configured");
        assertThatThrownBy(() -> transport(mailbox().set(AppendfileOptions.CREATE_FILE, "somewhere")))
                .hasMessageContaining("\"somewhere\" is none of anywhere, inhome, belowhome");
        assertThatThrownBy(() -> transport(mailbox().set(AppendfileOptions.QUOTA_SIZE_REGEX, "(")))
                .hasMessageContaining("not a regular expression");
    }
}
