package org.postern.transports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.api.ExpansionException;
import org.postern.api.MailLog.Stream;
import org.postern.api.Text;
import org.postern.api.config.ConfigException;
import org.postern.api.mail.Recipient;
import org.postern.spi.Transport;
import org.postern.spi.Transport.Status;
import org.postern.testkit.TestDelivery;
import org.postern.testkit.TestMessage;
import org.postern.testkit.TestRecipient;
import org.postern.testkit.TestSettings;

class PipeTest {
    @TempDir
    Path home;

    private TestSettings command(String command) {
        return TestSettings.block("pipe")
                .set(PipeOptions.COMMAND, command)
                .set(PipeOptions.MESSAGE_PREFIX, "")
                .set(PipeOptions.MESSAGE_SUFFIX, "");
    }

    /// A shell script that stands in the file `script`.
    private TestSettings script(String text) throws IOException {
        Path script = Files.writeString(home.resolve("script"), "#!/bin/sh\n" + text + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        return command(script + " a 'b c' \"d \\\"e\"");
    }

    private static TestDelivery mail() {
        TestRecipient recipient = TestRecipient.of("user@example.org");
        TestDelivery delivery = TestDelivery.to().recipient(recipient);
        delivery.context().recipient(recipient).variable("local_part", "user").variable("domain", "example.org");
        return delivery;
    }

    private static TestDelivery to(String pipe) {
        TestRecipient recipient = TestRecipient.of("user@example.org").fact("address_pipe", pipe);
        TestDelivery delivery = TestDelivery.to().recipient(recipient);
        delivery.context().recipient(recipient);
        return delivery;
    }

    private static Transport transport(TestSettings settings) throws ConfigException {
        return new PipeDriver().create(settings);
    }

    private static Status deliver(TestSettings settings, TestDelivery delivery)
            throws ConfigException, IOException, ExpansionException {
        Map<Recipient, Status> statuses = transport(settings).deliver(delivery);
        return statuses.getOrDefault(delivery.recipient(0), new Status.Deferred(Transport.Problem.local("none")));
    }

    private String result() throws IOException {
        return Files.readString(home.resolve("out"), StandardCharsets.ISO_8859_1);
    }

    private static void assertFailed(Status status, String... parts) {
        assertThat(status).isInstanceOf(Status.Failed.class);
        assertThat(status.toString()).contains(parts);
    }

    private static void assertDeferred(Status status, String... parts) {
        assertThat(status).isInstanceOf(Status.Deferred.class);
        assertThat(status.toString()).contains(parts);
    }

    @Test
    void a_program_gets_the_message_and_its_arguments() throws Exception {
        Status status = deliver(script("printf '%s|' \"$@\" > out; cat >> out"), mail().in(home.toString()));
        assertThat(status).isEqualTo(new Status.Delivered(Optional.empty(), ""));
        assertThat(result()).isEqualTo("a|b c|d \"e|Subject: hello\n\nHello\n");
    }

    @Test
    void each_argument_is_expanded_by_itself() throws Exception {
        TestDelivery delivery = mail().in(home.toString());
        delivery.context().variable("words", "two words");
        TestSettings settings = script("printf '%s|' \"$@\" > out");
        deliver(settings.set(PipeOptions.COMMAND, home.resolve("script") + " $words x"), delivery);
        assertThat(result()).isEqualTo("two words|x|");
    }

    @Test
    void all_addresses_of_a_batch_stand_for_one_word() throws Exception {
        TestDelivery delivery =
                TestDelivery.to("a@example.org", "b b@example.org").in(home.toString());
        TestSettings settings = script("printf '%s|' \"$@\" > out");
        deliver(settings.set(PipeOptions.COMMAND, home.resolve("script") + " -- $pipe_addresses end"), delivery);
        assertThat(result()).isEqualTo("--|a@example.org|\"b b\"@example.org|end|");
    }

    @Test
    void a_pipe_that_a_router_found_goes_before_the_command_of_the_options() throws Exception {
        TestSettings settings = script("printf '%s|' \"$@\" > out");
        deliver(
                settings.set(PipeOptions.COMMAND, "/bin/false"),
                to(home.resolve("script") + " x 'y z'").in(home.toString()));
        assertThat(result()).isEqualTo("x|y z|");
        deliver(
                settings.set(PipeOptions.COMMAND, home.resolve("script") + " wrap $address_pipe")
                        .put(PipeOptions.FORCE_COMMAND, true),
                to("/bin/cmd 'y z'").in(home.toString()));
        assertThat(result()).isEqualTo("wrap|/bin/cmd|y z|");
    }

    @Test
    void a_shell_runs_the_whole_command_when_told() throws Exception {
        deliver(command("echo $local_part > out; exit 0").put(PipeOptions.USE_SHELL, true), mail().in(home.toString()));
        assertThat(result()).isEqualTo("user\n");
    }

    @Test
    void the_environment_is_that_of_the_manual_and_nothing_else() throws Exception {
        TestDelivery delivery = mail().in(home.toString())
                .message(TestMessage.from("s@example.com").id("the-id"));
        delivery.context()
                .variable("home", "/home/user")
                .variable("local_part_suffix", "+x")
                .variable("qualify_domain", "example.org");
        deliver(
                script("env | grep -v -e ^PWD= -e ^_= -e ^SHLVL= -e ^OLDPWD= | sort > out")
                        .set(PipeOptions.ENVIRONMENT, "A=$local_part:B=x y"),
                delivery);
        assertThat(result()).isEqualTo("""
                A=user
                B=x y
                DOMAIN=example.org
                HOME=/home/user
                LOCAL_PART=user
                LOCAL_PART_PREFIX=
                LOCAL_PART_SUFFIX=+x
                LOGNAME=user
                MESSAGE_ID=the-id
                PATH=/bin:/usr/bin
                QUALIFY_DOMAIN=example.org
                RECIPIENT=user+x@example.org
                SENDER=s@example.com
                SHELL=/bin/sh
                USER=user
                """);
    }

    @Test
    void the_program_has_the_umask_of_the_option() throws Exception {
        deliver(script("umask > out").put(PipeOptions.UMASK, 027), mail().in(home.toString()));
        assertThat(result()).isEqualTo("0027\n");
    }

    @Test
    void writes_as_the_options_say() throws Exception {
        TestSettings settings = script("cat > out")
                .set(PipeOptions.MESSAGE_PREFIX, "<")
                .set(PipeOptions.MESSAGE_SUFFIX, ">")
                .set(PipeOptions.CHECK_STRING, "From ")
                .set(PipeOptions.ESCAPE_STRING, ">From ")
                .put(PipeOptions.USE_CRLF, true);
        deliver(settings, mail().in(home.toString()).body("From x\r\n"));
        assertThat(result()).isEqualTo("<Subject: hello\r\n\r\n>From x\r\n>");
    }

    @Test
    void writes_batch_smtp_when_told() throws Exception {
        TestSettings settings = TestSettings.block("pipe")
                .set(PipeOptions.COMMAND, "/bin/sh -c \"cat > out\"")
                .put(PipeOptions.USE_BSMTP, true);
        deliver(settings, mail().in(home.toString()).body(".x\r\n"));
        assertThat(result()).isEqualTo("""
                MAIL FROM:<sender@example.com>
                RCPT TO:<user@example.org>
                DATA
                Subject: hello

                ..x
                .
                """);
    }

    @Test
    void a_status_returns_the_mail_unless_it_is_temporary_or_ignored() throws Exception {
        assertFailed(
                deliver(command("/bin/sh -c \"exit 64\""), mail()),
                "Child process of pipe transport returned 64 (could mean usage or syntax error)"
                        + " from command: /bin/sh -c \"exit 64\"");
        assertDeferred(deliver(command("/bin/sh -c \"exit 75\""), mail()), "returned 75 (could mean temporary error)");
        assertDeferred(deliver(command("/bin/false").set(PipeOptions.TEMP_ERRORS, "*"), mail()), "returned 1 from");
        assertDeferred(deliver(command("/bin/false").set(PipeOptions.TEMP_ERRORS, "1:2"), mail()), "returned 1 from");
        assertThat(deliver(command("/bin/false").put(PipeOptions.IGNORE_STATUS, true), mail()))
                .isInstanceOf(Status.Delivered.class);
    }

    @Test
    void a_program_that_reads_nothing_may_succeed() throws Exception {
        assertThat(deliver(
                        command("/bin/true"),
                        mail().body("x".repeat(998).concat("\r\n").repeat(1000))))
                .isInstanceOf(Status.Delivered.class);
    }

    @Test
    void a_command_that_is_not_there_returns_the_mail() throws Exception {
        assertFailed(deliver(command("/no/such"), mail()), "returned 127 (could mean unable to exec");
        assertFailed(deliver(command("no-such"), mail()), "\"no-such\" command not found for pipe transport");
    }

    @Test
    void only_commands_that_are_allowed_run() throws Exception {
        TestSettings listed = command("/bin/true").set(PipeOptions.ALLOW_COMMANDS, "/bin/true:false");
        assertThat(deliver(listed, mail())).isInstanceOf(Status.Delivered.class);
        assertFailed(
                deliver(listed.set(PipeOptions.COMMAND, "/bin/false"), mail()),
                "\"/bin/false\" command not permitted by pipe transport");
        TestSettings onPath = command("/bin/true").put(PipeOptions.RESTRICT_TO_PATH, true);
        assertFailed(deliver(onPath, mail()), "\"/\" found in \"/bin/true\" (command for pipe transport)");
        assertThat(deliver(onPath.set(PipeOptions.COMMAND, "true"), mail())).isInstanceOf(Status.Delivered.class);
    }

    @Test
    void a_tainted_command_and_no_command_defer() throws Exception {
        TestDelivery evil = mail();
        evil.context().variable("evil", Text.tainted("x"));
        assertDeferred(
                deliver(command("/bin/echo $evil"), evil), "Tainted 'x' (command for pipe transport) not permitted");
        assertDeferred(deliver(TestSettings.block("pipe"), mail()), "no command specified for pipe transport");
    }

    @Test
    void output_returns_the_mail_when_told() throws Exception {
        TestSettings settings = command("/bin/echo hello");
        assertThat(deliver(settings, mail())).isInstanceOf(Status.Delivered.class);
        Status returned = deliver(settings.put(PipeOptions.RETURN_OUTPUT, true), mail());
        assertThat(returned)
                .isEqualTo(new Status.Failed(
                        Transport.Problem.local("local delivery failed").with("hello\n")));
        assertThat(deliver(settings, mail().message(TestMessage.from("")))).isInstanceOf(Status.Delivered.class);
        TestSettings failing = command("/bin/sh -c \"echo oh; exit 1\"").put(PipeOptions.RETURN_FAIL_OUTPUT, true);
        assertFailed(deliver(failing, mail()), "output=oh");
    }

    @Test
    void the_first_line_of_output_is_logged_when_told() throws Exception {
        TestDelivery delivery = mail();
        deliver(command("/bin/sh -c \"echo one; echo two\"").put(PipeOptions.LOG_OUTPUT, true), delivery);
        assertThat(delivery.context().log().lines(Stream.MAIN))
                .containsExactly("<user@example.org>: pipe transport output: one");
        TestDelivery good = mail();
        deliver(command("/bin/echo x").put(PipeOptions.LOG_FAIL_OUTPUT, true), good);
        assertThat(good.context().log().lines(Stream.MAIN)).isEmpty();
    }

    @Test
    void too_much_output_ends_the_program() throws Exception {
        assertFailed(
                deliver(command("/bin/sh -c \"while :; do echo y; done\"").set(PipeOptions.MAX_OUTPUT, "1K"), mail()),
                "Too much output from pipe - killed");
    }

    @Test
    void a_program_that_takes_too_long_is_ended() throws Exception {
        TestSettings settings =
                command("/bin/sh -c \"cat > /dev/null; sleep 600\"").set(PipeOptions.TIMEOUT, "1s");
        assertFailed(deliver(settings, mail()), "pipe delivery process timed out");
        assertDeferred(deliver(settings.put(PipeOptions.TIMEOUT_DEFER, true), mail()), "timed out");
    }

    @Test
    void a_message_that_cannot_be_read_defers() throws Exception {
        assertDeferred(
                deliver(command("/bin/cat"), mail().body(TestDelivery.broken("the disk is gone"))), "the disk is gone");
    }

    @Test
    void a_directory_that_is_not_there_defers() throws Exception {
        assertDeferred(deliver(command("/bin/true"), mail().in("/no/such/dir")), "failed to chdir to /no/such/dir");
    }

    @Test
    void refuses_options_that_contradict_each_other() {
        List<TestSettings> bad = List.of(
                command("x").put(PipeOptions.USE_SHELL, true).put(PipeOptions.RESTRICT_TO_PATH, true),
                command("x").put(PipeOptions.RETURN_OUTPUT, true).put(PipeOptions.RETURN_FAIL_OUTPUT, true),
                command("x").put(PipeOptions.LOG_OUTPUT, true).put(PipeOptions.LOG_FAIL_OUTPUT, true),
                command("x").set(PipeOptions.TEMP_ERRORS, "x"));
        bad.forEach(settings -> assertThatThrownBy(() -> transport(settings)).isInstanceOf(ConfigException.class));
    }

    @Test
    void takes_several_recipients_if_the_command_is_the_same_for_all() throws Exception {
        assertThat(transport(command("/bin/x $pipe_addresses").set(PipeOptions.BATCH_MAX, "7"))
                        .maxRecipients())
                .isEqualTo(7);
        assertThat(transport(command("/bin/x $local_part").set(PipeOptions.BATCH_MAX, "7"))
                        .maxRecipients())
                .isEqualTo(1);
    }
}
