package org.postern.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postern.spi.Connection;

class TlsLinkTest {
    private final FakeConfig config = new FakeConfig();
    private final TlsServer server = new TlsServer(Optional.empty(), new Staples());
    private ServerSocket listener;
    private Connection ours;
    private TestClient client;

    @BeforeEach
    void connect() throws Exception {
        listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.getLocalPort());
        socket.setTcpNoDelay(true);
        Connection plain = new SocketConnection(listener.accept());
        CompletableFuture<TestClient> handshake = CompletableFuture.supplyAsync(() -> encrypt(socket));
        ours = server.accept(plain, new FakeContext(config));
        client = handshake.get();
    }

    private static TestClient encrypt(Socket socket) {
        try {
            return new TestClient(socket).encrypt("TLSv1.3", "");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        ours.close();
        listener.close();
    }

    /// Waits, with a limit, until a record of the client has come.
    private int awaitAvailable() throws IOException {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (ours.input().available() == 0 && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        return ours.input().available();
    }

    @Test
    void tells_what_can_be_read_without_waiting() throws IOException {
        assertThat(ours.input().available()).isZero();
        client.send("NOOP\r\n");
        assertThat(awaitAvailable()).isEqualTo(6);
        assertThat(ours.input().readNBytes(4)).isEqualTo("NOOP".getBytes(StandardCharsets.US_ASCII));
        assertThat(ours.input().available()).isEqualTo(2);
    }

    @Test
    void times_out_and_can_be_read_afterwards() throws IOException {
        ours.timeout(Duration.ofMillis(100));
        assertThatThrownBy(() -> ours.input().read()).isInstanceOf(SocketTimeoutException.class);
        client.send("x");
        ours.timeout(Duration.ofSeconds(30));
        assertThat(ours.input().read()).isEqualTo('x');
    }

    @Test
    void ends_when_the_other_side_says_so() throws IOException {
        client.send("x");
        client.close();
        assertThat(ours.input().read()).isEqualTo('x');
        assertThat(ours.input().read()).isEqualTo(-1);
        assertThat(ours.input().read()).isEqualTo(-1);
    }

    @Test
    void tells_the_other_side_that_it_ends() throws IOException {
        ours.close();
        assertThat(client.in().read()).isEqualTo(-1);
    }

    @Test
    void close_from_another_thread_ends_a_read() throws Exception {
        CompletableFuture<Integer> read = new CompletableFuture<>();
        Thread reader = Thread.ofVirtual().start(() -> {
            try {
                read.complete(ours.input().read());
            } catch (IOException e) {
                read.completeExceptionally(e);
            }
        });
        while (reader.getState() == Thread.State.RUNNABLE || reader.getState() == Thread.State.NEW) {
            Thread.onSpinWait();
        }
        ours.close();
        assertThatThrownBy(read::get).hasCauseInstanceOf(IOException.class);
    }

    @Test
    void close_from_another_thread_ends_a_write() throws Exception {
        CompletableFuture<Boolean> written = new CompletableFuture<>();
        Thread writer = Thread.ofVirtual().start(() -> {
            try {
                ours.output().write(new byte[64 << 20]);
                written.complete(true);
            } catch (IOException e) {
                written.completeExceptionally(e);
            }
        });
        while (writer.getState() == Thread.State.RUNNABLE || writer.getState() == Thread.State.NEW) {
            Thread.onSpinWait();
        }
        ours.close();
        assertThatThrownBy(written::get).hasCauseInstanceOf(IOException.class);
    }

    @Test
    void holds_no_buffer_while_idle() throws IOException {
        client.send("NOOP\r\n");
        assertThat(ours.input().readNBytes(6)).hasSize(6);
        ours.output().write(new byte[100_000]);
        assertThat(client.in().readNBytes(100_000)).hasSize(100_000);
        int lent = server.buffers().lent();
        assertThat(lent).isZero();
    }

    @Test
    void refuses_endless_records_without_data() throws IOException {
        Thread.ofVirtual().start(() -> {
            try {
                for (int i = 0; i < 1000; i++) {
                    client.tls().getOutputStream().flush();
                    client.tls().startHandshake(); // in TLS 1.3, a key update
                }
            } catch (IOException _) {
                // The server has had enough.
            }
        });
        assertThatThrownBy(() -> ours.input().read())
                .isInstanceOf(javax.net.ssl.SSLException.class)
                .hasMessage("too many TLS records without data");
    }
}
