package org.postern.auth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.api.smtp.SaslExchange;
import org.postern.spi.Authenticator;
import org.postern.spi.Authenticator.Verdict;
import org.postern.testkit.TestContext;
import org.postern.testkit.TestSession;

@Timeout(20)
class DovecotTest {
    private static final String GREETING = """
            VERSION\t1\t2
            MECH\tPLAIN\tplaintext
            MECH\tSCRAM-SHA-1
            SPID\t1
            CUID\t1
            COOKIE\tabc
            DONE
            """;

    @TempDir
    private Path directory;

    private final TestContext context = TestContext.create()
            .contributions(new AuthPlugin(InstantSource.system()).contributions())
            .session(TestSession.from("192.0.2.1"));
    private final List<String> heard = new ArrayList<>();
    private ServerSocketChannel listener;
    private Thread server = new Thread();

    @BeforeEach
    void listen() throws IOException {
        listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(UnixDomainSocketAddress.of(directory.resolve("auth")));
    }

    @AfterEach
    void close() throws Exception {
        listener.close();
        server.join();
    }

    /// Says the greeting and after each of the client's lines but its own greeting one of these; then closes.
    private void says(String greeting, String... answers) {
        server = Thread.ofVirtual().start(() -> {
            try (SocketChannel channel = listener.accept()) {
                BufferedReader in = new BufferedReader(Channels.newReader(channel, ISO_8859_1));
                channel.write(ByteBuffer.wrap(greeting.getBytes(ISO_8859_1)));
                heard.add(in.readLine());
                heard.add(in.readLine());
                for (String answer : answers) {
                    heard.add(in.readLine());
                    channel.write(ByteBuffer.wrap(answer.getBytes(ISO_8859_1)));
                }
            } catch (IOException e) {
                heard.add(e.toString());
            }
        });
    }

    private Authenticator authenticator(String mechanism, String... more) throws Exception {
        List<String> all = new ArrayList<>(List.of(more));
        all.addAll(List.of("public_name", mechanism));
        all.addAll(List.of("server_set_id", "$auth1"));
        all.addAll(List.of("server_socket", directory.resolve("auth").toString()));
        return Blocks.create(new DovecotDriver(new SecureRandom()), all.toArray(String[]::new));
    }

    private Verdict serve(Dialogue dialogue) throws Exception {
        return authenticator("PLAIN").serve(dialogue);
    }

    @Test
    void dovecot_is_told_what_the_client_says_and_decides() throws Exception {
        says(GREETING, "OK\t1\tuser=us\1ter\n");
        assertThat(serve(Dialogue.of(context, "\0user\0secret"))).isEqualTo(new Verdict.Accepted("us\ter"));
        server.join();
        assertThat(heard.get(0)).isEqualTo("VERSION\t1\t1");
        assertThat(heard.get(1)).matches("CPID\t\\d+");
        assertThat(heard.get(2))
                .isEqualTo("AUTH\t1\tPLAIN\tservice=smtp\trip=192.0.2.1\trport=40000\tlip=127.0.0.1\tlport=25"
                        + "\tnologin\tresp=AHVzZXIAc2VjcmV0");
    }

    @Test
    void challenges_go_to_the_client_and_its_responses_come_back() throws Exception {
        says(GREETING, "CONT\t1\tYQ==\n", "CONT\t1\t\n", "OK\t1\tuser=user\n");
        Dialogue dialogue = Dialogue.asked(context, "one", "");
        assertThat(serve(dialogue)).isEqualTo(new Verdict.Accepted("user"));
        server.join();
        assertThat(dialogue.challenges()).containsExactly("a", "");
        assertThat(heard.subList(3, 5)).containsExactly("CONT\t1\tb25l", "CONT\t1\t");
    }

    @Test
    void who_is_refused_is_rejected_and_named() throws Exception {
        says(GREETING, "FAIL\t1\tuser=user\treason=no\n");
        assertThat(serve(Dialogue.of(context, "x"))).isEqualTo(new Verdict.Rejected("set_id=user"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"FAIL\t1\tuser=u\ttemp\n", "FAIL\t1\tcode=temp_fail\treason=down\n"})
    void a_failure_for_now_defers(String answer) throws Exception {
        says(GREETING, answer);
        assertThat(serve(Dialogue.of(context, "x"))).isInstanceOf(Verdict.Defer.class);
    }

    @Test
    void the_condition_has_its_say_too() throws Exception {
        says(GREETING, "OK\t1\tuser=user\n");
        assertThat(authenticator("PLAIN", "server_condition", "no").serve(Dialogue.of(context, "x")))
                .isEqualTo(new Verdict.Rejected("set_id=user"));
    }

    @Test
    void a_client_that_breaks_off_has_broken_off() {
        says(GREETING, "CONT\t1\t\n");
        assertThatThrownBy(() -> serve(Dialogue.asked(context))).isInstanceOf(SaslExchange.BrokenOff.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "DONE\n",
                "VERSION\t2\t0\nDONE\n",
                "VERSION\nDONE\n",
                "VERSION\t1\t1\nDONE\n",
                "VERSION\t1\t1\nMECH\tLOGIN\nDONE\n",
            })
    void a_greeting_that_will_not_do_defers(String greeting) throws Exception {
        says(greeting);
        assertThat(serve(Dialogue.of(context, "x"))).isInstanceOf(Verdict.Defer.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "OK\n",
                "OK\t2\tuser=user\n",
                "OK\t1\n",
                "CONT\t1\t!!!\n",
                "NOISE\n",
            })
    void so_does_an_answer(String answer) throws Exception {
        says(GREETING, answer);
        assertThat(serve(Dialogue.of(context, "x"))).isInstanceOf(Verdict.Defer.class);
    }

    @Test
    void lines_and_greetings_without_end_defer() throws Exception {
        says("VERSION\t1\t1\n" + "MECH\tX\n".repeat(1000));
        assertThat(serve(Dialogue.of(context, "x"))).isInstanceOf(Verdict.Defer.class);
        server.join();
        says("x".repeat(100_000));
        assertThat(serve(Dialogue.of(context, "x"))).isInstanceOf(Verdict.Defer.class);
    }

    @Test
    void a_server_that_says_nothing_is_not_waited_for_without_end() throws Exception {
        says(GREETING, "NOISE\n", "never");
        Verdict verdict = authenticator("PLAIN", "server_timeout", "1s").serve(Dialogue.of(context, "x"));
        assertThat(verdict)
                .isEqualTo(new Verdict.Defer(
                        "authentication socket " + directory.resolve("auth") + ": no answer within 1s"));
    }

    @Test
    void a_socket_that_is_not_there_defers() throws Exception {
        listener.close();
        assertThat(serve(Dialogue.of(context, "x"))).isInstanceOf(Verdict.Defer.class);
    }

    @Test
    void the_socket_must_be_named() {
        assertThatThrownBy(() -> Blocks.create(new DovecotDriver(new SecureRandom())))
                .hasMessageContaining("server_socket");
        assertThatThrownBy(() -> Blocks.create(new DovecotDriver(new SecureRandom()), "server_socket", "auth"))
                .hasMessageContaining("neither a path nor HOST PORT");
    }

    @Test
    void passwords_in_clear_are_known_as_such() throws Exception {
        assertThat(authenticator("PLAIN").revealsSecret()).isTrue();
        assertThat(authenticator("xoauth2").revealsSecret()).isTrue();
        assertThat(authenticator("SCRAM-SHA-256").revealsSecret()).isFalse();
    }
}
