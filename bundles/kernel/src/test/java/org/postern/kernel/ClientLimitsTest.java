package org.postern.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.api.config.ConfigException;
import org.postern.api.mail.Controls;
import org.postern.testkit.TestCompiler;

/// How much of a client the server puts up with, in Exim's words.
@NullMarked
class ClientLimitsTest {
    private static final InetAddress OTHER = InetAddress.ofLiteral("192.0.2.2");
    private static final String MESSAGE = "MAIL FROM:<a@b.example>\nRCPT TO:<c@d.example>\nDATA\nSubject: x\n\nx\n.\n";

    private final TestServer server = new TestServer();

    private void connected(int others) {
        for (int i = 0; i < others; i++) {
            server.connections.begin();
            server.connections.begin(TestServer.HERE);
        }
    }

    @Test
    void a_client_too_many_is_told_to_come_again() {
        server.with(KernelOptions.SMTP_ACCEPT_MAX, "2");
        connected(1);
        assertThat(server.told("QUIT\n")).startsWith("220 ");
        connected(1);

        assertThat(server.told("QUIT\n"))
                .isEqualTo("421 Too many concurrent SMTP connections; please try again later.\n");
        assertThat(server.lines()).contains("Connection from [192.0.2.1] refused: too many connections");
    }

    @Test
    void the_log_says_nothing_of_it_without_connection_reject() {
        server.policy.main.put("log_selector", "-connection_reject");
        server.with(KernelOptions.SMTP_ACCEPT_MAX, "1");
        connected(1);

        assertThat(server.told("QUIT\n")).startsWith("421 ");
        assertThat(server.lines()).isEmpty();
    }

    @Test
    void one_host_has_some_connections_and_another_has_its_own() {
        server.with(KernelOptions.SMTP_ACCEPT_MAX_PER_HOST, "2");
        connected(2);

        assertThat(server.told("QUIT\n"))
                .isEqualTo("421 Too many concurrent SMTP connections from this IP address; please try again later.\n");
        assertThat(server.lines())
                .contains("Connection from [192.0.2.1] refused: too many connections from that IP address");
        assertThat(server.told("QUIT\n", OTHER)).startsWith("220 ");
    }

    @Test
    void a_limit_that_cannot_be_known_is_none() {
        server.with(KernelOptions.SMTP_ACCEPT_MAX_PER_HOST, "$sender_host_address");
        connected(2);

        assertThat(server.told("QUIT\n")).startsWith("220 ");
        assertThat(server.log.entries().toString())
                .contains("expansion of smtp_accept_max_per_host failed for [192.0.2.1]");
    }

    @Test
    void the_last_places_are_kept_for_some_hosts() {
        server.with(KernelOptions.SMTP_ACCEPT_MAX, "4")
                .with(KernelOptions.SMTP_ACCEPT_RESERVE, "2")
                .with(KernelOptions.SMTP_RESERVE_HOSTS, "192.0.2.2");
        connected(1);
        assertThat(server.told("QUIT\n")).startsWith("220 ");
        connected(1);

        assertThat(server.told("QUIT\n"))
                .isEqualTo("421 mx.example.org: Too many concurrent SMTP connections; please try again later\n");
        assertThat(server.lines())
                .contains("temporarily refused connection from [192.0.2.1]: not in reserve list: connected=2 max=4"
                        + " reserve=2");
        assertThat(server.told("QUIT\n", OTHER)).startsWith("220 ");
    }

    @Test
    void a_machine_that_has_much_to_do_serves_some_hosts_only() {
        server.with(KernelOptions.SMTP_LOAD_RESERVE, "3");
        server.load = 3.5;
        assertThat(server.told("QUIT\n")).isEqualTo("421 Too much load; please try again later.\n");
        assertThat(server.lines()).contains("Connection from [192.0.2.1] refused: load average = 3.50");

        server.with(KernelOptions.SMTP_RESERVE_HOSTS, "192.0.2.2");
        assertThat(server.told("QUIT\n")).isEqualTo("421 mx.example.org: Too much load; please try again later\n");
        assertThat(server.lines())
                .contains(
                        "temporarily refused connection from [192.0.2.1]: not in reserve list and load average = 3.50");
        assertThat(server.told("QUIT\n", OTHER)).startsWith("220 ");

        server.load = 3;
        assertThat(server.told("QUIT\n")).startsWith("220 ");
    }

    @Test
    void nobody_is_counted_who_has_gone() {
        server.with(KernelOptions.SMTP_ACCEPT_MAX, "1").with(KernelOptions.SMTP_ACCEPT_MAX_PER_HOST, "1");

        for (int i = 0; i < 3; i++) {
            assertThat(server.told("")).startsWith("220 ");
        }
        connected(1);
        assertThat(server.told("QUIT\n")).startsWith("421 ");
        server.connections.end();
        server.connections.end(TestServer.HERE);
        assertThat(server.told("QUIT\n")).startsWith("220 ");
    }

    @Test
    void with_many_clients_messages_wait_for_the_next_queue_run() {
        server.with(KernelOptions.SMTP_ACCEPT_QUEUE, "2");
        connected(1);
        server.told("HELO x\n" + MESSAGE + "QUIT\n");
        connected(1);
        server.told("HELO x\n" + MESSAGE + "QUIT\n");

        assertThat(server.taken).hasSize(2);
        assertThat(server.taken.get(0).envelope().state()).doesNotContainKey(Controls.QUEUE.toString());
        assertThat(server.taken.get(1).envelope().state()).containsKey(Controls.QUEUE.toString());
        assertThat(server.lines()).contains("no immediate delivery: too many connections (3, max 2)");
    }

    @Test
    void and_so_do_the_later_ones_of_many_in_one_session() {
        server.with(KernelOptions.SMTP_ACCEPT_QUEUE_PER_CONNECTION, "1");

        server.told("HELO x\n" + MESSAGE + MESSAGE + "QUIT\n");

        assertThat(server.taken.get(0).envelope().state()).doesNotContainKey(Controls.QUEUE.toString());
        assertThat(server.taken.get(1).envelope().state()).containsKey(Controls.QUEUE.toString());
        assertThat(server.lines()).contains("no immediate delivery: more than 1 messages received in one connection");
    }

    @Test
    void by_default_ten_messages_of_a_session_are_delivered_at_once() {
        server.told("HELO x\n" + MESSAGE.repeat(11) + "QUIT\n");

        assertThat(server.taken.get(9).envelope().state()).doesNotContainKey(Controls.QUEUE.toString());
        assertThat(server.taken.get(10).envelope().state()).containsKey(Controls.QUEUE.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-5", "-1", "2147483648", "18446744073709551615", "52428801", "+52428801", "00052428801"})
    void what_is_announced_too_large_is_refused(String size) {
        assertThat(server.told("EHLO x\nMAIL FROM:<a@b.example> SIZE=" + size + "\nQUIT\n"))
                .contains("\n552 5.3.4 Message size exceeds maximum permitted\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"=52428800", "=+5", "=-0", "=0000000000000000005", "=5x", "=x", "=-", ""})
    void what_says_no_size_limits_nothing(String size) {
        assertThat(server.told("EHLO x\nMAIL FROM:<a@b.example> SIZE" + size + "\nQUIT\n"))
                .contains("\n250 2.1.0 OK\n");
    }

    @Test
    void a_session_may_have_some_messages() {
        server.with(KernelOptions.SMTP_ACCEPT_MAX_PER_CONNECTION, "1");

        assertThat(server.told("HELO x\n" + MESSAGE + "MAIL FROM:<a@b.example>\nQUIT\n"))
                .contains("421 too many messages in this connection\n");
        assertThat(server.lines())
                .contains("rejected MAIL command H=(x) [192.0.2.1]: too many messages in one connection");
    }

    @Test
    void a_message_may_have_some_recipients() {
        server.with(KernelOptions.RECIPIENTS_MAX, "1");

        assertThat(server.told("HELO x\nMAIL FROM:<a@b.example>\nRCPT TO:<c@d.example>\nRCPT TO:<e@d.example>\n"))
                .contains("250 Accepted\n452 too many recipients\n");
        assertThat(server.lines())
                .contains("too many recipients: excess temporarily rejected: sender=<a@b.example> H=(x) [192.0.2.1]");
    }

    @Test
    void or_one_with_more_is_refused_as_a_whole() {
        server.with(KernelOptions.RECIPIENTS_MAX, "1").with(KernelOptions.RECIPIENTS_MAX_REJECT, "true");

        assertThat(server.told("HELO x\nMAIL FROM:<a@b.example>\nRCPT TO:<c@d.example>\nRCPT TO:<e@d.example>\nDATA\n"))
                .contains("552 too many recipients\n554 Too many recipients\n");
        assertThat(server.taken).isEmpty();
    }

    @Test
    void unknown_commands_errors_and_commands_that_bring_no_mail_have_their_limits() {
        assertThat(server.told("A\nB\nC\nD\nE\n")).endsWith("500 Too many unrecognized commands\n");
        assertThat(server.told("MAIL\nRCPT\nHELO x\nMAIL FROM:\nMAIL FROM:\nMAIL FROM:\nMAIL FROM:\nNOOP\n"))
                .endsWith("Too many syntax or protocol errors\n");
        server.with(KernelOptions.SMTP_ACCEPT_MAX_NONMAIL, "2");
        assertThat(server.told("NOOP\nNOOP\nNOOP\n")).endsWith("554 Too many nonmail commands\n");
        server.with(KernelOptions.SMTP_ACCEPT_MAX_NONMAIL_HOSTS, "192.0.2.2");
        assertThat(server.told("NOOP\nNOOP\nNOOP\nQUIT\n")).endsWith("221 mx.example.org closing connection\n");
    }

    @Test
    void a_client_that_does_not_wait_is_cut_off() {
        server.policy.main.remove("smtp_enforce_sync");

        assertThat(server.told("EHLO x\n")).isEqualTo("554 SMTP synchronization error\n");
        assertThat(server.lines())
                .contains("SMTP protocol synchronization error (input sent without waiting for greeting):"
                        + " rejected connection from H=[192.0.2.1] input=\"EHLO x\\r\\n\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"DATA\r\nSubject: x\r\n", "CHUNK 99\r\nSubject: x\r\n"})
    void a_client_that_falls_silent_in_a_message_is_told_so(String data) {
        ScriptedConnection connection = new ScriptedConnection(
                        "EHLO x\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\n" + data, 1_000)
                .thenSilent();
        server.run(connection);

        assertThat(connection.told())
                .containsPattern("421 4.4.2 mx.example.org: SMTP incoming data timeout - closing connection\r\n$");
        assertThat(server.lines())
                .contains("SMTP data timeout (message abandoned) on connection from (x) [127.0.0.1] F=<a@b.example>")
                .noneMatch(line -> line.contains("command timeout"));
    }

    @Test
    void or_between_commands() {
        ScriptedConnection connection = new ScriptedConnection("HELO x\r\n", 1_000).thenSilent();
        server.run(connection);

        assertThat(connection.told()).endsWith("421 mx.example.org: SMTP command timeout - closing connection\r\n");
        assertThat(server.lines()).contains("SMTP command timeout on connection from (x) [127.0.0.1] D=0s");
    }

    private static RateLimit limit(String text) throws ConfigException {
        return RateLimit.TYPE.parse(text, new TestCompiler());
    }

    @Test
    void each_delay_is_longer_than_the_one_before_and_none_too_long() throws ConfigException {
        Pace pace = new Pace();
        RateLimit limit = limit("2,0.5s,2,1.5s");

        assertThat(pace.delay(limit, 1)).isZero();
        assertThat(pace.delay(limit, 2)).isZero();
        assertThat(pace.delay(limit, 3)).isEqualTo(Duration.ofMillis(500));
        assertThat(pace.delay(limit, 4)).isEqualTo(Duration.ofSeconds(1));
        assertThat(pace.delay(limit, 5)).isEqualTo(Duration.ofMillis(1_500));
        assertThat(pace.delay(limit, 6)).isEqualTo(Duration.ofMillis(1_500));
    }

    @Test
    void no_configuration_keeps_a_client_for_ever() throws ConfigException {
        assertThat(new Pace().delay(limit("0,2d,1,4w"), 1)).isEqualTo(Pace.LIMIT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "1", "1,2,3", "1,2,3,4,5", "x,1s,1,1s", "1,-1s,1,1s", "1,1x,1,1s", "1,1s,y,1s", "-1,1s,1,1s"
            })
    void a_rate_limit_has_four_parts(String text) {
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> limit(text)).isInstanceOf(ConfigException.class);
    }

    @Test
    void hosts_that_send_much_are_slowed_down() {
        server.with(KernelOptions.SMTP_RATELIMIT_HOSTS, "192.0.2.1")
                .with(KernelOptions.SMTP_RATELIMIT_MAIL, "1,0.05s,1,0.05s")
                .with(KernelOptions.SMTP_RATELIMIT_RCPT, "0,0.05s,1,0.05s");
        server.told("HELO x\n" + MESSAGE + MESSAGE, OTHER);
        assertThat(server.taken).hasSize(2);

        long before = System.nanoTime();
        server.told("HELO x\n" + MESSAGE + MESSAGE);

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(Duration.ofMillis(150));
        assertThat(server.taken).hasSize(4);
    }
}
