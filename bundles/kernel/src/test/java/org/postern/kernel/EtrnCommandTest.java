package org.postern.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postern.api.MailLog.Stream;

/// A client asks for its mail.
@NullMarked
@Timeout(60)
class EtrnCommandTest {
    @TempDir
    private Path directory;

    private final TestServer server = new TestServer();

    @Test
    void what_waits_for_addresses_with_the_argument_is_tried_once_at_a_time() {
        String told = server.told("HELO c.example\nETRN #c.example\nETRN #c.example\nQUIT\n");
        assertThat(told).contains("\n250 OK\n458 Already processing #c.example\n221 ");
        assertThat(server.flushed).containsExactly("c.example");
    }

    @Test
    void an_argument_without_the_sign_is_for_a_command_only() {
        assertThat(server.told("HELO c.example\nETRN c.example\nQUIT\n"))
                .contains("\n501 argument must begin with #\n");
        assertThat(server.flushed).isEmpty();
    }

    @Test
    void not_within_a_message() {
        assertThat(server.told("HELO c.example\nMAIL FROM:<a@b.example>\nETRN #c.example\nQUIT\n"))
                .contains("\n503 ETRN is not permitted inside a transaction\n");
    }

    @Test
    void a_command_runs_with_the_argument_and_without_a_shell() throws Exception {
        Path program = directory.resolve("program");
        Files.writeString(program, "#!/bin/sh\nprintf '%s,%s' \"$#\" \"$1\" >" + directory + "/told\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        server.with(EtrnCommand.SMTP_ETRN_COMMAND, program + " $domain");
        assertThat(server.told("HELO c.example\nETRN a;b `c` $d\nQUIT\n")).contains("\n250 OK\n");
        while (server.turns.isBusy()) {
            Thread.onSpinWait();
        }
        assertThat(Files.readString(directory.resolve("told"))).isEqualTo("1,a;b `c` $d");
    }

    @Test
    void a_command_runs_once_at_a_time_for_an_argument() {
        server.with(EtrnCommand.SMTP_ETRN_COMMAND, "/bin/sleep 5 $domain");
        assertThat(server.told("HELO c.example\nETRN 1\nETRN 1\nETRN 2\nQUIT\n"))
                .contains("\n250 OK\n458 Already processing 1\n250 OK\n");
        server.with(EtrnCommand.SMTP_ETRN_SERIALIZE, "false");
        assertThat(server.told("HELO c.example\nETRN 1\nQUIT\n")).contains("\n250 OK\n");
    }

    @Test
    void a_command_that_cannot_be_run_is_no_fault_of_the_clients() {
        server.with(EtrnCommand.SMTP_ETRN_COMMAND, directory + "/missing $domain");
        assertThat(server.told("HELO c.example\nETRN x\nQUIT\n")).contains("\n458 Internal failure\n");
        assertThat(server.log.lines(Stream.PANIC)).hasSize(1).first().asString().startsWith("failed to set up ETRN");
        server.with(EtrnCommand.SMTP_ETRN_COMMAND, "sleep 1");
        assertThat(server.told("HELO c.example\nETRN x\nQUIT\n")).contains("\n458 Internal failure\n");
    }
}
