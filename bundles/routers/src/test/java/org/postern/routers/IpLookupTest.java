package org.postern.routers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.ConfigException;
import org.postern.api.mail.Address;
import org.postern.spi.Router.Child;
import org.postern.spi.Router.Result;
import org.postern.testkit.FakeDns;
import org.postern.testkit.TestContext;
import org.postern.testkit.TestRecipient;
import org.postern.testkit.TestSettings;

class IpLookupTest {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    private final TestSettings settings =
            TestSettings.block("lookup").set(IpLookupDriver.HOSTS, "127.0.0.1").set(IpLookupDriver.TIMEOUT, "5s");

    private Result route() throws ExpansionException, ConfigException {
        TestRecipient recipient = TestRecipient.of("ann@a.example");
        TestContext context = TestContext.create()
                .recipient(recipient)
                .variable("local_part", Text.tainted("ann"))
                .variable("domain", Text.tainted("a.example"));
        HostAddresses addresses = new HostAddresses(FakeDns.of(""), new HostsFile(Path.of("/nonexistent")));
        return new IpLookupDriver(addresses).create(settings).route(recipient, context);
    }

    /// Asks a server that answers the expected query, over UDP.
    private Result overUdp(String query, String answer) throws Exception {
        try (DatagramSocket server = new DatagramSocket(new InetSocketAddress(LOOPBACK, 0))) {
            settings.set(IpLookupDriver.PORT, Integer.toString(server.getLocalPort()));
            Thread thread = Thread.ofVirtual().start(() -> answer(server, query, answer));
            Result result = route();
            thread.join();
            return result;
        }
    }

    private static void answer(DatagramSocket server, String query, String answer) {
        try {
            DatagramPacket packet = new DatagramPacket(new byte[512], 512);
            server.receive(packet);
            String asked = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.ISO_8859_1);
            byte[] bytes = (asked.equals(query) ? answer : "asked " + asked).getBytes(StandardCharsets.ISO_8859_1);
            server.send(new DatagramPacket(bytes, bytes.length, packet.getSocketAddress()));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Result redirect(String local, String domain) {
        return new Result.Redirect(List.of(new Child.ToAddress(new Address(local, domain), Optional.empty())));
    }

    @Test
    void replaces_the_address_by_the_first_word_of_the_answer() throws Exception {
        assertThat(overUdp("ann@a.example ann@a.example", "bob@b.example ann@a.example\n"))
                .isEqualTo(redirect("bob", "b.example"));
    }

    @Test
    void declines_an_answer_to_another_question() throws Exception {
        assertThat(overUdp("ann@a.example ann@a.example", "bob@b.example eve@a.example"))
                .isEqualTo(new Result.Decline());
    }

    @Test
    void declines_an_answer_that_the_pattern_does_not_match() throws Exception {
        settings.set(IpLookupDriver.QUERY, "who is $local_part").set(IpLookupDriver.RESPONSE_PATTERN, "^[^@]+$");

        assertThat(overUdp("who is ann", "bob@b.example")).isEqualTo(new Result.Decline());
    }

    @Test
    void makes_the_address_by_reroute() throws Exception {
        settings.set(IpLookupDriver.QUERY, "where")
                .set(IpLookupDriver.RESPONSE_PATTERN, "^there$")
                .set(IpLookupDriver.REROUTE, "$local_part@there.example");

        assertThat(overUdp("where", "there")).isEqualTo(redirect("ann", "there.example"));
    }

    @Test
    void defers_an_answer_that_is_no_address() throws Exception {
        settings.set(IpLookupDriver.QUERY, "where");

        assertThat(overUdp("where", "nowhere"))
                .isEqualTo(new Result.Defer("lookup router: the answer has no domain: \"nowhere\""));
    }

    @Test
    void asks_over_a_connection_of_its_own() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK)) {
            settings.set(IpLookupDriver.PORT, Integer.toString(server.getLocalPort()))
                    .set(IpLookupDriver.PROTOCOL, "tcp")
                    .set(IpLookupDriver.QUERY, "where\n");
            Thread thread = Thread.ofVirtual().start(() -> {
                try (Socket client = server.accept()) {
                    client.getInputStream().readNBytes("where\n".length());
                    client.getOutputStream().write("bob@b.example\n".getBytes(StandardCharsets.ISO_8859_1));
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });

            assertThat(route()).isEqualTo(redirect("bob", "b.example"));
            thread.join();
        }
    }

    @Test
    void defers_when_no_host_answers_and_passes_if_that_is_optional() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK)) {
            settings.set(IpLookupDriver.PORT, Integer.toString(server.getLocalPort()))
                    .set(IpLookupDriver.PROTOCOL, "tcp")
                    .set(IpLookupDriver.HOSTS, "nowhere.example");
        }

        assertThat(route()).isEqualTo(new Result.Defer("lookup router: failed to get a response from any host"));

        settings.set(IpLookupDriver.OPTIONAL, "yes");

        assertThat(route()).isEqualTo(new Result.Pass());
    }

    @Test
    void the_port_must_be_one() {
        settings.set(IpLookupDriver.PORT, "70000");

        assertThatThrownBy(this::route).isInstanceOf(ConfigException.class).hasMessageContaining("not a port: 70000");
    }
}
