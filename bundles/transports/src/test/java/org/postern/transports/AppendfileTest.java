package org.postern.transports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Option;
import org.postern.spi.Transport;
import org.postern.spi.Transport.Status;
import org.postern.testkit.TestDelivery;
import org.postern.testkit.TestMessage;
import org.postern.testkit.TestSettings;

class AppendfileTest {
    @TempDir
    Path home;

    private final Filesystems filesystems = new Filesystems();
    private static final Instant RECEIVED = Instant.parse("2026-01-01T00:00:00Z");
    private Instant started = RECEIVED;

    @AfterEach
    void close() {
        filesystems.close();
    }

    private TestSettings maildir() {
        return maildir(home.resolve("Maildir").toString());
    }

    private static TestSettings maildir(String directory) {
        return TestSettings.block("local_delivery")
                .put(AppendfileOptions.MAILDIR_FORMAT, true)
                .set(AppendfileOptions.DIRECTORY, directory);
    }

    private Status deliver(TestSettings settings, TestDelivery delivery)
            throws ConfigException, IOException, ExpansionException {
        Transport transport = new AppendfileDriver(filesystems, new MailboxTurns(), started).create(settings);
        return java.util.Objects.requireNonNull(transport.deliver(delivery).get(delivery.recipient(0)));
    }

    private List<Path> files(String part) throws IOException {
        try (Stream<Path> files = Files.list(home.resolve("Maildir").resolve(part))) {
            return files.toList();
        }
    }

    private String delivered() throws IOException {
        assertThat(files("new")).hasSize(1);
        return Files.readString(files("new").getFirst(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void puts_a_message_into_new_with_unix_line_ends() throws Exception {
        Status status = deliver(maildir(), TestDelivery.to("user@example.org").body("one\r\n.two\r\n\u00e4\r\n"));
        assertThat(status).isEqualTo(new Status.Delivered(Optional.empty(), ""));
        assertThat(delivered()).isEqualTo("Subject: hello\n\none\n.two\n\u00e4\n");
        assertThat(files("tmp")).isEmpty();
        assertThat(files("cur")).isEmpty();
    }

    @Test
    void keeps_crlf_when_told() throws Exception {
        deliver(maildir().put(AppendfileOptions.USE_CRLF, true), TestDelivery.to("user@example.org"));
        assertThat(delivered()).isEqualTo("Subject: hello\r\n\r\nHello\r\n");
    }

    @Test
    void makes_directories_and_file_with_the_modes_of_the_options() throws Exception {
        deliver(
                maildir().put(AppendfileOptions.MODE, 0660).put(AppendfileOptions.DIRECTORY_MODE, 0770),
                TestDelivery.to("user@example.org"));
        assertThat(mode(home.resolve("Maildir"))).isEqualTo("rwxrwx---");
        assertThat(mode(home.resolve("Maildir/new"))).isEqualTo("rwxrwx---");
        assertThat(mode(files("new").getFirst())).isEqualTo("rw-rw----");
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void has_private_modes_by_default() throws Exception {
        deliver(maildir(), TestDelivery.to("user@example.org"));
        assertThat(mode(home.resolve("Maildir"))).isEqualTo("rwx------");
        assertThat(mode(files("new").getFirst())).isEqualTo("rw-------");
    }

    @Test
    void delivering_the_same_message_again_makes_no_second_file() throws Exception {
        deliver(maildir(), TestDelivery.to("user@example.org"));
        deliver(maildir(), TestDelivery.to("user@example.org"));
        assertThat(files("new")).hasSize(1);
    }

    @Test
    void delivering_again_after_a_restart_finds_the_file_that_was_read_meanwhile() throws Exception {
        deliver(maildir(), TestDelivery.to("user@example.org"));
        Path file = files("new").getFirst();
        Files.move(file, home.resolve("Maildir/cur").resolve(file.getFileName() + ":2,S"));
        started = RECEIVED.plusSeconds(1);
        assertThat(deliver(maildir(), TestDelivery.to("user@example.org"))).isInstanceOf(Status.Delivered.class);
        assertThat(files("new")).isEmpty();
        assertThat(files("cur")).hasSize(1);
    }

    @Test
    void two_recipients_with_one_maildir_get_a_file_each() throws Exception {
        deliver(maildir(), TestDelivery.to("user@example.org"));
        deliver(maildir(), TestDelivery.to("other@example.org"));
        assertThat(files("new")).hasSize(2);
    }

    @Test
    void takes_the_place_of_what_a_crash_left_in_tmp() throws Exception {
        deliver(maildir(), TestDelivery.to("user@example.org"));
        Path file = files("new").getFirst();
        Files.move(file, home.resolve("Maildir/tmp").resolve(file.getFileName()));
        Path left = files("tmp").getFirst();
        Files.writeString(left, "half a mess");
        deliver(maildir(), TestDelivery.to("user@example.org"));
        assertThat(delivered()).isEqualTo("Subject: hello\n\nHello\n");
        assertThat(files("tmp")).isEmpty();
    }

    @Test
    void does_not_write_through_a_link_that_waits_in_tmp() throws Exception {
        deliver(maildir(), TestDelivery.to("user@example.org"));
        Path file = files("new").getFirst();
        Path victim = Files.writeString(home.resolve("victim"), "precious");
        Files.createSymbolicLink(home.resolve("Maildir/tmp").resolve(file.getFileName()), victim);
        deliver(maildir(), TestDelivery.to("user@example.org"));
        assertThat(victim).hasContent("precious");
        assertThat(delivered()).isEqualTo("Subject: hello\n\nHello\n");
    }

    @Test
    void adds_the_tag_to_the_name() throws Exception {
        deliver(maildir().set(AppendfileOptions.MAILDIR_TAG, ",S=10/ \u0001"), TestDelivery.to("user@example.org"));
        assertThat(files("new").getFirst().getFileName().toString()).endsWith(".mail.example.org,S=10");
    }

    @Test
    void puts_a_colon_before_a_tag_that_begins_with_a_letter() {
        assertThat(new MaildirName("1.2.host", "").tagged(Optional.of("big"))).hasToString("1.2.host:big");
    }

    @Test
    void escapes_in_the_name_what_maildir_reserves() {
        TestDelivery delivery =
                TestDelivery.to("user@example.org").message(TestMessage.from("").id("a/b:c"));
        assertThat(MaildirName.of(delivery.message(), delivery.recipient(0), "t", "h/o:s t")
                        .unique())
                .startsWith("1767225600.Ia\\057b\\072cR")
                .endsWith(".h\\057o\\072s\\040t");
    }

    @Test
    void refuses_a_tainted_directory() throws Exception {
        TestDelivery evil = TestDelivery.to("user@example.org");
        evil.context().variable("evil", Text.tainted(home.resolve("evil").toString()));
        Status status = deliver(maildir("$evil"), evil);
        assertThat(status).isInstanceOf(Status.Deferred.class);
        assertThat(status.toString())
                .contains("Tainted '" + home.resolve("evil")
                        + "' (file or directory name for local_delivery transport) not permitted");
        assertThat(home.resolve("evil")).doesNotExist();
    }

    @Test
    void defers_what_it_cannot_make_a_path_of() throws Exception {
        for (String name : List.of("relative/path", "", "/a\u0000b", "/\u00e4")) {
            assertThat(deliver(maildir(name), TestDelivery.to("user@example.org")))
                    .as(name)
                    .isInstanceOf(Status.Deferred.class);
        }
    }

    @Test
    void defers_when_the_directory_is_missing_and_must_not_be_made() throws Exception {
        Status status =
                deliver(maildir().put(AppendfileOptions.CREATE_DIRECTORY, false), TestDelivery.to("user@example.org"));
        assertThat(status)
                .isEqualTo(new Status.Deferred(
                        Transport.Problem.local(home.resolve("Maildir") + ": no such file or directory")));
    }

    @Test
    void defers_when_a_file_stands_where_a_directory_should() throws Exception {
        Files.writeString(home.resolve("Maildir"), "");
        assertThat(deliver(maildir(), TestDelivery.to("user@example.org"))).isInstanceOf(Status.Deferred.class);
    }

    @Test
    void defers_when_writing_is_not_permitted() throws Exception {
        assumeTrue(!"root".equals(System.getProperty("user.name")), "root may write everywhere");
        Files.createDirectory(
                home.resolve("Maildir"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r-x------")));
        assertThat(deliver(maildir(), TestDelivery.to("user@example.org")).toString())
                .contains("permission denied");
    }

    @Test
    void defers_and_leaves_nothing_behind_when_the_disk_is_full() throws Exception {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "no /dev/full here");
        deliver(maildir(), TestDelivery.to("user@example.org"));
        TestDelivery delivery =
                TestDelivery.to("user@example.org").body(TestDelivery.broken("No space left on device"));
        assertThat(deliver(maildir(), delivery).toString()).contains("Deferred").contains("No space left");
        assertThat(files("tmp")).isEmpty();
    }

    @Test
    void delivers_where_a_router_says_when_it_has_no_directory_itself() throws Exception {
        TestDelivery delivery = TestDelivery.to("user@example.org");
        delivery.context().variable("address_file", Text.trusted(home.resolve("Maildir") + "/"));
        deliver(TestSettings.block("local_delivery").put(AppendfileOptions.MAILDIR_FORMAT, true), delivery);
        assertThat(delivered()).isEqualTo("Subject: hello\n\nHello\n");
    }

    @Test
    void defers_without_any_file_or_directory() throws Exception {
        assertThat(deliver(TestSettings.block("local_delivery"), TestDelivery.to("user@example.org"))
                        .toString())
                .contains("Mandatory file or directory option missing from local_delivery transport");
    }

    @Test
    void says_of_what_is_not_there() {
        for (Option<Boolean> later : AppendfileOptions.LATER) {
            assertThatThrownBy(() -> deliver(maildir().put(later, true), TestDelivery.to("user@example.org")))
                    .isInstanceOf(ConfigException.class)
                    .hasMessage("local_delivery: " + later.name()
                            + ": not there: appendfile delivers to Maildirs, mailbox files and directories");
        }
    }

    @Test
    void has_the_contributions_that_the_manual_names() {
        var plugin = new TransportsPlugin();
        assertThat(plugin.name()).isEqualTo("transports");
        assertThat(plugin.contributions())
                .extracting(org.postern.spi.Contribution::name)
                .containsExactly("appendfile", "pipe", "autoreply", "lmtp", "transport_filter");
        assertThat(plugin.options())
                .flatExtracting(org.postern.spi.OptionSet::options)
                .extracting("name")
                .containsExactly("transport_filter", "transport_filter_timeout");
        plugin.stop();
    }
}
