package org.postern.ocsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What responders can do to us.
class HttpResponderTest {
    private static final byte[] REQUEST = {1, 2, 3};

    private final CountDownLatch over = new CountDownLatch(1);
    private HttpServer server;

    /// One answer of the server.
    private interface Answer {
        void give(com.sun.net.httpserver.HttpExchange exchange) throws IOException, InterruptedException;
    }

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(task -> Thread.ofVirtual().start(task));
        server.start();
    }

    @AfterEach
    void stop() {
        over.countDown();
        server.stop(0);
    }

    private URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    private void answers(Answer answer) {
        server.createContext("/", exchange -> {
            try (exchange) {
                answer.give(exchange);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private byte[] ask(Duration limit) throws OcspException, InterruptedException {
        try (HttpResponder responder = new HttpResponder(limit)) {
            return responder.ask(address(), REQUEST);
        }
    }

    private byte[] ask() throws OcspException, InterruptedException {
        return ask(Duration.ofSeconds(30));
    }

    @Test
    void sends_the_request_and_gives_the_answer() throws OcspException, InterruptedException {
        answers(exchange -> {
            assertThat(exchange.getRequestMethod()).isEqualTo("POST");
            assertThat(exchange.getRequestHeaders().getFirst("Content-Type")).isEqualTo("application/ocsp-request");
            byte[] body = exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        });
        assertThat(ask()).isEqualTo(REQUEST);
    }

    @Test
    void an_http_error_is_no_answer() {
        answers(exchange -> exchange.sendResponseHeaders(500, -1));
        assertThatThrownBy(this::ask).isInstanceOf(OcspException.class).hasMessage(address() + ": HTTP status 500");
    }

    @Test
    void a_redirection_is_not_followed() {
        answers(exchange -> {
            exchange.getResponseHeaders().set("Location", address() + "again");
            exchange.sendResponseHeaders(302, -1);
        });
        assertThatThrownBy(this::ask).isInstanceOf(OcspException.class).hasMessage(address() + ": HTTP status 302");
    }

    @Test
    void an_answer_of_a_megabyte_is_not_taken() {
        answers(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(new byte[1 << 20]);
        });
        assertThatThrownBy(this::ask).isInstanceOf(OcspException.class).hasMessageStartingWith(address() + ": ");
    }

    @Test
    void an_answer_as_large_as_allowed_is_taken() throws OcspException, InterruptedException {
        answers(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(new byte[OcspResponse.LARGEST]);
        });
        assertThat(ask()).hasSize(OcspResponse.LARGEST);
    }

    @Test
    void a_responder_that_hangs_is_given_up() {
        answers(_ -> over.await());
        assertThatThrownBy(() -> ask(Duration.ofMillis(300)))
                .isInstanceOf(OcspException.class)
                .hasMessageStartingWith(address() + ": ");
    }

    @Test
    void a_responder_that_hangs_in_the_midst_of_its_answer_is_given_up() {
        answers(exchange -> {
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write(1);
            exchange.getResponseBody().flush();
            over.await();
        });
        assertThatThrownBy(() -> ask(Duration.ofMillis(300)))
                .isInstanceOf(OcspException.class)
                .hasMessage(address() + ": no answer in 0 s");
    }

    @Test
    void what_is_no_http_is_no_answer() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> garbage(socket));
            URI address = URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/");
            try (HttpResponder responder = new HttpResponder(Duration.ofSeconds(30))) {
                assertThatThrownBy(() -> responder.ask(address, REQUEST)).isInstanceOf(OcspException.class);
            }
        }
    }

    private static void garbage(ServerSocket socket) {
        try (Socket client = socket.accept()) {
            client.getInputStream().read();
            client.getOutputStream().write("220 mx.example.org ESMTP\r\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException _) {
            // The other side has gone: it has seen enough.
        }
    }

    /// As the responder of OpenSSL answers.
    @Test
    void an_answer_of_http_1_0_is_taken() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> old(socket));
            URI address = URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/");
            try (HttpResponder responder = new HttpResponder(Duration.ofSeconds(30))) {
                assertThat(responder.ask(address, REQUEST)).containsExactly('a', 'b', 'c');
            }
        }
    }

    private static void old(ServerSocket socket) {
        String answer = "HTTP/1.0 200 OK\r\nContent-type: application/ocsp-response\r\nContent-Length: 3\r\n\r\nabc";
        try (Socket client = socket.accept()) {
            StringBuilder request = new StringBuilder();
            while (!request.toString().endsWith("\r\n\r\n\1\2\3")) {
                request.append((char) client.getInputStream().read());
            }
            client.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException _) {
            // The other side has gone.
        }
    }

    @Test
    void what_cannot_be_asked_is_no_address() {
        try (HttpResponder responder = new HttpResponder(Duration.ofSeconds(30))) {
            assertThatThrownBy(() -> responder.ask(URI.create("ldap://x/"), REQUEST))
                    .isInstanceOf(OcspException.class)
                    .hasMessage("not an address to ask over HTTP: ldap://x/");
        }
    }

    @Test
    void nobody_there_is_no_answer() throws IOException {
        URI address;
        try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            address = URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/");
        }
        try (HttpResponder responder = new HttpResponder(Duration.ofSeconds(30))) {
            assertThatThrownBy(() -> responder.ask(address, REQUEST))
                    .isInstanceOf(OcspException.class)
                    .hasMessageStartingWith(address + ": ");
        }
    }
}
