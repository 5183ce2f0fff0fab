package org.postern.queuefile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.api.mail.Address;
import org.postern.api.mail.Arrival;
import org.postern.api.mail.Content;
import org.postern.api.mail.Header;
import org.postern.api.mail.Intake;
import org.postern.api.system.Identity;
import org.postern.testkit.RecordingLog;

class PickupTest {
    private static final String ID = "1xUbNl-0000000000R-2PPk";
    private static final String HEADER = ID + """
            -H
            mail 8 8
            <"a b"@S.example>
            1795230202 3
            -received_time_usec .740883
            --helo_name h.example
            -host_address [192.0.2.9]:4321
            -received_protocol esmtpsa
            --aclm _v 3
            a
            b
            --auth_id user
            -dsn_ret 2
            XX
            2
            u@x.example rfc822;o@x.example 18,28 owner@x.example 15,-1#3
            v@x.example

            018F From: s@s.example
            014* To: old@x.example
            018  Subject: one
             two
            """.replace("014* To: old@x.example", "018* To: old@x.example");

    @TempDir
    Path input;

    private final RecordingLog log = new RecordingLog();
    private final FakeIntake intake = new FakeIntake();
    private Pickup pickup = new Pickup(intake, new Identity.Own(0, 0));

    /// Keeps what it takes; says no if it is told to.
    private static final class FakeIntake implements Intake {
        private final List<Arrival> taken = new ArrayList<>();
        private final List<String> bodies = new ArrayList<>();
        private boolean full;

        @Override
        public String take(Arrival arrival) throws IOException {
            if (full) {
                throw new IOException("the spool is full");
            }
            bodies.add(text(arrival.body()));
            taken.add(arrival);
            for (Path file : arrival.originals()) {
                Files.delete(file);
            }
            return "new";
        }
    }

    private static String text(Content body) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        body.writeTo(out);
        try (InputStream in = body.open()) {
            assertThat(in.readAllBytes()).isEqualTo(out.toByteArray()).hasSize((int) body.size());
        }
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    @BeforeEach
    void own() throws IOException {
        int uid = (Integer) Objects.requireNonNull(Files.getAttribute(input, "unix:uid"));
        pickup = new Pickup(intake, new Identity.Own(uid, 0));
    }

    private void put(Path directory, String header, String data) throws IOException {
        Files.writeString(directory.resolve(ID + "-D"), data, StandardCharsets.ISO_8859_1);
        Files.writeString(directory.resolve(ID + "-H"), header, StandardCharsets.ISO_8859_1);
    }

    private void put(String header) throws IOException {
        put(input, header, ID + "-D\none\n");
    }

    private void look() {
        pickup.look(input, log);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.walk(input)) {
            return files.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .map(file -> input.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    private List<String> panics() {
        return log.lines(org.postern.api.MailLog.Stream.PANIC);
    }

    @Test
    void a_message_is_taken_up_with_all_that_is_known_of_it() throws IOException {
        put(HEADER);
        look();
        Arrival arrival = intake.taken.getFirst();
        assertThat(arrival.source()).isEqualTo(input + "/" + ID + "-H");
        assertThat(arrival.sender()).isEqualTo(new Address("a b", "s.example"));
        assertThat(arrival.recipients())
                .containsExactly(
                        new Arrival.To(
                                new Address("u", "x.example"),
                                Map.of("ORCPT", "rfc822;o@x.example", "NOTIFY", "SUCCESS,FAILURE,DELAY"),
                                Optional.of(new Address("owner", "x.example"))),
                        new Arrival.To(new Address("v", "x.example"), Map.of(), Optional.empty()));
        assertThat(arrival.received()).isEqualTo(Instant.ofEpochSecond(1795230202, 740_883_000));
        assertThat(arrival.warnings()).isEqualTo(3);
        assertThat(arrival.parameters()).isEqualTo(Map.of("RET", "HDRS"));
        assertThat(arrival.state()).isEqualTo(Map.of("acl_m", "-acl_m_v=a%0Ab"));
        assertThat(arrival.origin().helo()).isEqualTo("h.example");
        assertThat(arrival.origin().client().orElseThrow().getPort()).isEqualTo(4321);
        assertThat(arrival.origin().authenticatedId()).isEqualTo("user");
        assertThat(arrival.headers())
                .containsExactly(new Header("From: s@s.example\r\n"), new Header("Subject: one\r\n two\r\n"));
        assertThat(intake.bodies).containsExactly("one\r\n");
        assertThat(names()).isEmpty();
        assertThat(log.entries()).isEmpty();
    }

    @Test
    void what_exims_spool_holds_is_taken_up() throws IOException, URISyntaxException {
        Path samples = Path.of(
                Objects.requireNonNull(PickupTest.class.getResource("/exim")).toURI());
        int count = 0;
        try (Stream<Path> files = Files.walk(samples)) {
            for (Path file : files.filter(file -> file.toString().matches(".*-[HDJ]") && Files.isRegularFile(file))
                    .toList()) {
                Path directory = Files.createDirectories(input.resolve(
                        Objects.requireNonNull(file.getParent()).getFileName().toString()));
                Files.copy(file, directory.resolve(Objects.requireNonNull(file.getFileName())));
                count += file.toString().endsWith("-H") ? 1 : 0;
            }
        }
        try (Stream<Path> directories = Files.list(input)) {
            directories.forEach(directory -> pickup.look(directory, log));
        }
        assertThat(count).isGreaterThan(20);
        assertThat(intake.taken).hasSize(count - 1);
        assertThat(panics()).singleElement().asString().contains("14-dash-t-dash-N", "it has -N");
        assertThat(intake.taken)
                .anySatisfy(arrival -> assertThat(arrival.done()).contains("okone@oracle.example"));
        assertThat(intake.taken)
                .anySatisfy(arrival -> assertThat(arrival.frozen()).isPresent());
        assertThat(intake.bodies)
                .allSatisfy(body -> assertThat(body.replace("\r\n", "")).doesNotContain("\r", "\n"));
    }

    @Test
    void the_journal_says_who_has_the_message_already() throws IOException {
        Files.writeString(input.resolve(ID + "-J"), "u@x.example\nv@x.exa");
        put(HEADER.replace("XX\n", "NN w@X.example\n"));
        look();
        assertThat(intake.taken.getFirst().done()).isEqualTo(Set.of("u@x.example", "w@X.example"));
        assertThat(names()).isEmpty();
    }

    @Test
    void a_split_directory_is_looked_through() throws IOException {
        put(Files.createDirectory(input.resolve("l")), HEADER, ID + "-D\n");
        look();
        assertThat(intake.bodies).containsExactly("");
    }

    @Test
    void every_line_end_is_crlf_afterwards() throws IOException {
        put(input, HEADER, ID + "-D\na\r\nb\n\n.\r.\rc\r\r\nd");
        look();
        assertThat(intake.bodies).containsExactly("a\r\nb\r\n\r\n.\r\n.\r\nc\r\n\r\nd");
    }

    @Test
    void a_message_that_is_frozen_stays_so() throws IOException {
        put(HEADER.replace("-dsn_ret 2\n", "-frozen 1795230299\n"));
        look();
        assertThat(intake.taken.getFirst().frozen()).contains(Instant.ofEpochSecond(1795230299));
    }

    @Test
    void a_spool_that_is_full_is_asked_again() throws IOException {
        put(HEADER);
        intake.full = true;
        look();
        look();
        assertThat(names()).hasSize(2).allMatch(name -> name.startsWith(".taken/"));
        assertThat(panics()).singleElement().asString().contains("cannot be taken up now: the spool is full");
        intake.full = false;
        look();
        assertThat(intake.taken).hasSize(1);
        assertThat(names()).isEmpty();
    }

    @Test
    void what_a_crash_left_is_taken_up_or_removed() throws IOException {
        Path claim = Files.createDirectories(input.resolve(".taken/one"));
        put(HEADER);
        Files.move(input.resolve(ID + "-H"), claim.resolve(ID + "-H"));
        Path over = Files.createDirectories(input.resolve(".taken/two"));
        Files.writeString(over.resolve(ID + "-D"), "x");
        look();
        assertThat(intake.taken).hasSize(1);
        assertThat(input.resolve(".taken")).isEmptyDirectory();
    }

    @Test
    void a_header_file_waits_for_its_data_file() throws IOException {
        put(HEADER);
        Files.move(input.resolve(ID + "-D"), input.resolve("aside"));
        look();
        assertThat(log.entries()).isEmpty();
        Files.setLastModifiedTime(
                input.resolve(ID + "-H"), FileTime.from(Instant.now().minus(Duration.ofHours(1))));
        look();
        look();
        assertThat(panics()).singleElement().asString().contains("there is no -D file");
        Files.move(input.resolve("aside"), input.resolve(ID + "-D"));
        look();
        assertThat(intake.taken).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nothing\n",
                "%H\nmail 8 8\n<>\n1 0\nXX\n0\n\n",
                "%H\nmail 8 8\n<>\n1 0\nXX\n1\nu@x\n\n012  A: b\nC: dd\n",
                "%H\nmail 8 8\n<>\n1 0\nXX\n1\nu@x\n\n009  A: b\n\nB\n\n",
                "%H\nmail 8 8\n<>\n1 0\nXX\n1\nu@x\n\n004  abc\n",
                "%H\nmail 8 8\n<>\n1 0\n-frozen x\nXX\n1\nu@x\n\n",
            })
    void what_is_broken_is_told_of_once_and_stays(String header) throws IOException {
        put(header.replace("%", ID + "-"));
        look();
        look();
        assertThat(intake.taken).isEmpty();
        assertThat(names()).containsExactly(ID + "-D", ID + "-H");
        assertThat(panics()).singleElement().asString().contains(ID + "-H is left where it is: ");
        put(HEADER);
        look();
        assertThat(intake.taken).hasSize(1);
    }

    @Test
    void a_data_file_of_another_name_is_broken() throws IOException {
        put(input, HEADER, "1xUbNl-0000000000R-2PPl-D\none\n");
        look();
        look();
        assertThat(panics()).singleElement().asString().contains("the first line of the -D file");
        assertThat(names()).containsExactly(ID + "-D", ID + "-H");
    }

    @Test
    void links_and_files_of_everybody_are_not_taken() throws IOException {
        put(HEADER);
        Files.move(input.resolve(ID + "-D"), input.resolve("elsewhere"));
        Files.createSymbolicLink(input.resolve(ID + "-D"), input.resolve("elsewhere"));
        look();
        assertThat(panics()).singleElement().asString().contains("not a regular file");
        Files.delete(input.resolve(ID + "-D"));
        Files.move(input.resolve("elsewhere"), input.resolve(ID + "-D"));
        Files.setPosixFilePermissions(input.resolve(ID + "-H"), PosixFilePermissions.fromString("rw-rw-rw-"));
        look();
        assertThat(panics()).hasSize(2).last().asString().contains("everybody may write to it");
        assertThat(intake.taken).isEmpty();
    }

    @Test
    void a_directory_of_everybody_is_not_looked_into() throws IOException {
        put(HEADER);
        Files.setPosixFilePermissions(input, PosixFilePermissions.fromString("rwxrwxrwx"));
        look();
        look();
        assertThat(panics()).singleElement().asString().contains("everybody may write there");
        assertThat(intake.taken).isEmpty();
    }

    @Test
    void a_file_that_is_too_large_is_not_read() throws IOException {
        put(HEADER + "x".repeat(TrustedFiles.MAX_SIZE));
        look();
        assertThat(panics()).singleElement().asString().contains("more than " + TrustedFiles.MAX_SIZE);
    }

    @Test
    void what_is_no_spool_file_is_nobodys_business() throws IOException {
        Files.writeString(input.resolve("README-H"), "x");
        Files.writeString(input.resolve("." + ID + "-H"), "x");
        look();
        assertThat(log.entries()).isEmpty();
    }

    @Test
    void a_directory_that_is_missing_is_told_of_once() {
        pickup.look(input.resolve("no"), log);
        pickup.look(input.resolve("no"), log);
        assertThat(panics()).hasSize(1);
    }
}
