package org.postern.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.api.Context;
import org.postern.api.Event;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.spi.EventListener;

class StartTlsTest {
    @TempDir
    Path directory;

    private final FakeConfig config = new FakeConfig();
    private TestServer server;
    private TestClient client;

    @BeforeEach
    void start() throws IOException {
        server = new TestServer(config, Optional.empty());
        client = new TestClient(server.connect(server.port()));
        client.read();
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        server.close();
    }

    @Test
    void is_on_offer_in_clear() throws IOException {
        assertThat(client.say("EHLO client")).isEqualTo("250-test|250 STARTTLS");
    }

    @Test
    void is_not_on_offer_to_hosts_outside_tls_advertise_hosts() throws IOException {
        config.write(TlsOptions.ADVERTISE_HOSTS, "!*");
        assertThat(client.say("EHLO client")).isEqualTo("250 test");
        assertThat(client.say("STARTTLS")).isEqualTo("503 5.5.1 STARTTLS has not been offered");
    }

    @Test
    void defers_when_it_cannot_know_whether_it_is_on_offer() throws IOException {
        config.write(TlsOptions.ADVERTISE_HOSTS, "defer");
        assertThat(client.say("STARTTLS")).isEqualTo("454 4.7.0 TLS is not available now");
        FakeContext context = new FakeContext(config);
        assertThatThrownBy(() -> server.startTls().advertise(context))
                .isInstanceOf(ExpansionException.class)
                .hasMessageContaining("tls_advertise_hosts: no answer");
    }

    @Test
    void takes_no_parameters() throws IOException {
        assertThat(client.say("STARTTLS now")).isEqualTo("501 5.5.4 STARTTLS takes no parameters");
        assertThat(client.say("EHLO client")).isEqualTo("250-test|250 STARTTLS");
    }

    @Test
    void refuses_what_was_sent_in_clear_behind_it() throws IOException, InterruptedException {
        client.send("STARTTLS\r\nEHLO attacker\r\n");
        assertThat(client.read()).isEqualTo("554 5.5.1 Nothing may be sent after STARTTLS before its reply");
        assertThat(client.read()).isEqualTo("250-test|250 STARTTLS");
        assertThat(client.say("QUIT")).isEqualTo("221 bye");
        assertThat(server.nextEnd()).isEqualTo("QUIT in clear");
        assertThat(config.lines)
                .containsExactly("TLS error on connection from [127.0.0.1] (handshake): commands sent after STARTTLS");
    }

    @Test
    void does_not_take_what_was_sent_in_clear_behind_its_reply_for_a_command()
            throws IOException, InterruptedException {
        client.say("STARTTLS");
        client.send("EHLO attacker\r\n");
        assertThat(client.read()).isEqualTo("(closed)");
        assertThat(server.nextEnd()).isNotEmpty();
        assertThat(config.lines)
                .containsExactly("TLS error on connection from [127.0.0.1] (handshake): what came is not TLS");
    }

    private record Witness(List<String> heard) implements EventListener {
        @Override
        public String name() {
            return "witness";
        }

        @Override
        public Optional<Text> on(Event event, Context context) {
            heard.add(
                    event.name() + " " + event.data() + " " + event.transport().isPresent());
            return Optional.of(Text.trusted("no"));
        }
    }

    @Test
    void tells_of_a_client_that_cannot_speak_tls() throws IOException, InterruptedException {
        List<String> heard = new CopyOnWriteArrayList<>();
        config.contributions.add(new Witness(heard));
        client.say("STARTTLS");
        client.send("EHLO attacker\r\n");
        assertThat(client.read()).isEqualTo("(closed)");
        assertThat(server.nextEnd()).isNotEmpty();
        assertThat(heard).containsExactly("tls:fail:connect (handshake): what came is not TLS false");
    }

    @Test
    void gives_the_reply_of_the_acl() throws IOException {
        FakeExchange exchange =
                new FakeExchange(new FakeContext(config), new SocketConnection(server.connect(server.port())));
        exchange.verdict = Optional.of(org.postern.api.smtp.Reply.of(550, "7.1", "not you"));
        assertThat(server.startTls().handle(exchange, ""))
                .contains(org.postern.api.smtp.Reply.of(550, "7.1", "not you"));
        assertThat(exchange.sent).isEmpty();
    }

    @Test
    void defers_when_there_is_no_usable_certificate() throws IOException {
        config.write(TlsOptions.CERTIFICATE, directory + "/none.pem");
        assertThat(client.say("STARTTLS")).isEqualTo("454 4.7.0 TLS is not available now");
        assertThat(config.lines)
                .containsExactly("TLS error on connection from [127.0.0.1] (tls_certificate): there is no file "
                        + directory + "/none.pem");
    }

    @Test
    void opens_no_file_whose_name_comes_from_outside() throws IOException {
        config.write(TlsOptions.CERTIFICATE, "tainted");
        assertThat(client.say("STARTTLS")).isEqualTo("454 4.7.0 TLS is not available now");
        assertThat(config.lines).first().asString().contains("(tainted)");
    }
}
