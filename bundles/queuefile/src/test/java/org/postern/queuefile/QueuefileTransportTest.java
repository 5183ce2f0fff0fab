package org.postern.queuefile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.api.Text;
import org.postern.api.config.ConfigException;
import org.postern.api.mail.AclVariables;
import org.postern.api.mail.Origin;
import org.postern.api.mail.Recipient;
import org.postern.api.system.Identities;
import org.postern.api.system.Identity;
import org.postern.spi.Transport.Status;
import org.postern.testkit.TestDelivery;
import org.postern.testkit.TestMessage;
import org.postern.testkit.TestRecipient;
import org.postern.testkit.TestSettings;

class QueuefileTransportTest {
    private static final String ID = "1vZZZZ-00000000001-0001";
    private static final Instant RECEIVED = Instant.parse("2026-01-01T00:00:00.250Z");

    @TempDir
    Path directory;

    private static final Identities IDENTITIES = new Identities() {
        @Override
        public Identity own() {
            return new Identity.Own(8, 9);
        }

        @Override
        public Identity of(int uid, int gid, Optional<String> login) {
            return new Identity.Own(uid, gid);
        }
    };

    private static TestMessage message() {
        return TestMessage.from("s@s.example")
                .id(ID)
                .received(RECEIVED)
                .to("u@x.example")
                .header("From", "s@s.example")
                .header("Subject", "one\r\n two")
                .body("one\r\nlonger\r\n\u00e4\r\n");
    }

    private TestSettings settings() {
        return TestSettings.block("scan").set(QueuefileDriver.DIRECTORY, directory.toString());
    }

    private static Map<Recipient, Status> all(TestSettings settings, TestDelivery delivery) throws Exception {
        return new QueuefileDriver(IDENTITIES).create(settings).deliver(delivery);
    }

    private static Status deliver(TestSettings settings, TestDelivery delivery) throws Exception {
        return Objects.requireNonNull(all(settings, delivery).get(delivery.recipient(0)));
    }

    private static String reason(Status status) {
        return status instanceof Status.Deferred(var problem) ? problem.message() : "not deferred: " + status;
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private String content(String name) throws IOException {
        return Files.readString(directory.resolve(name), StandardCharsets.ISO_8859_1);
    }

    private HeaderFile header(String id) throws IOException {
        return HeaderFileReader.read(id, content(id + "-H"));
    }

    @Test
    void puts_out_both_files_of_a_message() throws Exception {
        Status status = deliver(settings(), TestDelivery.to("u@x.example").message(message()));
        assertThat(status).isEqualTo(new Status.Delivered(Optional.empty(), ""));
        assertThat(names()).containsExactly(ID + "-D", ID + "-H");
        assertThat(content(ID + "-D")).isEqualTo(ID + "-D\none\nlonger\n\u00e4\n");
        assertThat(content(ID + "-H")).isEqualTo(ID + "-H\n" + System.getProperty("user.name") + """
                 8 9
                <s@s.example>
                1767225600 0
                -received_time_usec .250000
                -received_protocol local
                -body_linecount 3
                -max_received_linelength 6
                -deliver_firsttime
                -local
                XX
                1
                u@x.example

                018F From: s@s.example
                018  Subject: one
                 two
                """);
    }

    @Test
    void the_files_are_for_owner_and_group() throws Exception {
        deliver(settings(), TestDelivery.to("u@x.example").message(message()));
        for (String name : names()) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(name))))
                    .isEqualTo("rw-r-----");
        }
    }

    @Test
    void says_where_the_message_came_from() throws Exception {
        TestMessage message = message()
                .origin(new Origin(
                        Optional.of(new InetSocketAddress(InetAddress.ofLiteral("192.0.2.9"), 4321)),
                        "client.example",
                        Optional.of(new InetSocketAddress(InetAddress.ofLiteral("2001:db8::1"), 25)),
                        "helo.example",
                        "esmtpsa",
                        "user",
                        "TLS1.3:TLS_AES_256_GCM_SHA384:256"))
                .parameter("ENVID", "env+2Bid")
                .parameter("RET", "HDRS")
                .parameter("BODY", "8BITMIME")
                .stored("submitter", "id+one plain vouched%40x.example")
                .stored("utf8", "true")
                .stored("arc", "pass")
                .stored("control-queue", "")
                .stored(
                        "acl_m",
                        AclVariables.MESSAGE
                                .codec()
                                .orElseThrow()
                                .encode()
                                .apply(Map.of("acl_m0", Text.trusted("a\nb"), "acl_m_v", Text.tainted(""))));
        deliver(settings(), TestDelivery.to("u@x.example").message(message));
        assertThat(content(ID + "-H")).contains("""
                --helo_name helo.example
                --host_address [192.0.2.9]:4321
                --host_name client.example
                -host_auth plain
                -interface_address [2001:db8:0:0:0:0:0:1]:25
                --ident id one
                -received_protocol esmtpsa
                -aclm 0 3
                a
                b
                --aclm _v 0

                -body_linecount 3
                -max_received_linelength 6
                --auth_id user
                --auth_sender vouched@x.example
                -deliver_firsttime
                -tls_cipher TLS1.3:TLS_AES_256_GCM_SHA384:256
                -smtputf8
                --dsn_envid env+2Bid
                -dsn_ret 2
                --postern_parameter BODY 8BITMIME
                --postern_state arc pass
                XX
                """);
    }

    @Test
    void one_pair_has_all_recipients_of_a_directory() throws Exception {
        TestDelivery delivery = TestDelivery.to("u@x.example")
                .recipient(TestRecipient.of("v@x.example")
                        .parameter("NOTIFY", "SUCCESS,FAILURE,DELAY")
                        .parameter("ORCPT", "rfc822;o@x.example"))
                .recipient(TestRecipient.of("w@x.example").fact("return_path", "owner@x.example"))
                .message(message().to("v@x.example", "w@x.example"));
        assertThat(all(settings(), delivery).values())
                .hasSize(3)
                .allMatch(status -> status instanceof Status.Delivered);
        assertThat(header(ID).recipients())
                .containsExactly(
                        HeaderFile.Recipient.plain("u@x.example"),
                        new HeaderFile.Recipient("v@x.example", "", -1, "rfc822;o@x.example", 28),
                        new HeaderFile.Recipient("w@x.example", "owner@x.example", -1, "", 0));
    }

    @Test
    void a_part_of_the_recipients_goes_by_another_id() throws Exception {
        TestMessage message = message().to("v@x.example");
        deliver(settings(), TestDelivery.to("u@x.example").message(message));
        deliver(settings(), TestDelivery.to("v@x.example").message(message));
        assertThat(names()).hasSize(4).doesNotContain(ID + "-H").allMatch(name -> SpoolId.isId(name.substring(0, 23)));
        for (String name : names()) {
            String id = name.substring(0, 23);
            assertThat(header(id).recipients()).hasSize(1);
        }
    }

    @Test
    void ids_are_short_for_exim_before_4_97() throws Exception {
        deliver(
                settings().set(QueuefileDriver.MESSAGE_ID_LENGTH, "16"),
                TestDelivery.to("u@x.example").message(message()));
        assertThat(names()).hasSize(2).allMatch(name -> SpoolId.isId(name.substring(0, 16)));
        String id = names().getFirst().substring(0, 16);
        assertThat(id).startsWith(ID.substring(0, 6));
        assertThat(header(id).recipients()).hasSize(1);
    }

    @Test
    void the_length_of_ids_is_one_of_exims() {
        TestSettings settings = settings().set(QueuefileDriver.MESSAGE_ID_LENGTH, "20");
        assertThatThrownBy(() -> new QueuefileDriver(IDENTITIES).create(settings))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("is neither 23");
    }

    @Test
    void the_same_files_from_before_a_crash_serve() throws Exception {
        deliver(settings(), TestDelivery.to("u@x.example").message(message()));
        assertThat(deliver(settings(), TestDelivery.to("u@x.example").message(message())))
                .isInstanceOf(Status.Delivered.class);
        Files.delete(directory.resolve(ID + "-H"));
        Files.writeString(directory.resolve("." + ID + "-H.tmp"), "half");
        assertThat(deliver(settings(), TestDelivery.to("u@x.example").message(message())))
                .isInstanceOf(Status.Delivered.class);
        assertThat(names()).containsExactly(ID + "-D", ID + "-H");
    }

    @Test
    void a_name_that_is_taken_defers_and_is_left_alone() throws Exception {
        Files.writeString(directory.resolve(ID + "-H"), "another");
        assertThat(reason(deliver(settings(), TestDelivery.to("u@x.example").message(message()))))
                .contains(ID + "-H is there already, and is not this message");
        assertThat(names()).containsExactly(ID + "-H");
        assertThat(content(ID + "-H")).isEqualTo("another");
    }

    @Test
    void a_symbolic_link_in_the_way_is_not_followed() throws Exception {
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        Files.createSymbolicLink(directory.resolve(ID + "-D"), elsewhere.resolve("d"));
        Files.createSymbolicLink(directory.resolve("." + ID + "-H.tmp"), elsewhere.resolve("h"));
        assertThat(reason(deliver(settings(), TestDelivery.to("u@x.example").message(message()))))
                .contains("is there already");
        assertThat(elsewhere).isEmptyDirectory();
    }

    @Test
    void a_tainted_directory_is_refused() throws Exception {
        TestSettings settings =
                TestSettings.block("scan").put(QueuefileDriver.DIRECTORY, expression(Text.tainted("" + directory)));
        assertThat(reason(deliver(settings, TestDelivery.to("u@x.example").message(message()))))
                .contains("Tainted '" + directory + "' (directory for scan transport) not permitted");
        assertThat(names()).isEmpty();
    }

    private static org.postern.api.config.Expression expression(Text value) {
        return new org.postern.api.config.Expression() {
            @Override
            public Text expand(org.postern.api.Context context) {
                return value;
            }

            @Override
            public boolean isConstant() {
                return false;
            }

            @Override
            public String source() {
                return "";
            }
        };
    }

    @Test
    void a_directory_that_will_not_do_defers() throws Exception {
        TestDelivery delivery = TestDelivery.to("u@x.example").message(message());
        assertThat(reason(deliver(TestSettings.block("scan").set(QueuefileDriver.DIRECTORY, "scan"), delivery)))
                .contains("\"scan\" is not absolute");
        assertThat(reason(deliver(
                        TestSettings.block("scan").set(QueuefileDriver.DIRECTORY, directory + "/no"), delivery)))
                .contains(directory + "/no: NotDirectory");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThat(reason(deliver(settings(), delivery))).contains("everybody may write there");
    }

    @Test
    void a_full_disk_defers_and_leaves_nothing() throws Exception {
        TestMessage message = message().body(TestDelivery.broken("No space left on device"));
        assertThat(reason(deliver(settings(), TestDelivery.to("u@x.example").message(message))))
                .isEqualTo("scan transport: No space left on device");
        assertThat(names()).isEmpty();
    }

    @Test
    void a_sender_with_a_line_break_is_not_written() throws Exception {
        TestMessage message = TestMessage.from("a\nb@s.example").id(ID).body("x\r\n");
        assertThat(reason(deliver(settings(), TestDelivery.to("u@x.example").message(message))))
                .contains("would have a line break");
        assertThat(names()).isEmpty();
    }
}
