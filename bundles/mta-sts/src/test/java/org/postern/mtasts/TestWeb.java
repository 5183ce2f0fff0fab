package org.postern.mtasts;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.NullMarked;

/// A web server on the loopback that answers each request with what the test says, byte by byte.
@NullMarked
final class TestWeb implements AutoCloseable {
    private final ServerSocket socket;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final SSLContext context;
    private volatile Script script = out -> {};

    /// What is sent after a request.
    @FunctionalInterface
    interface Script {
        void answer(OutputStream out) throws IOException;
    }

    TestWeb(SSLContext context) throws IOException {
        this.context = context;
        this.socket = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return socket.getLocalPort();
    }

    /// Answers so from now on.
    TestWeb answers(Script other) {
        script = other;
        return this;
    }

    /// Answers with this text.
    TestWeb answers(String text) {
        return answers(out -> out.write(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    /// Answers with a policy, as a server should.
    TestWeb serves(String policy) {
        return answers("HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: "
                + policy.length() + "\r\n\r\n" + policy);
    }

    /// The requests so far, header and body; a byte in each `char`.
    List<String> requests() {
        return List.copyOf(requests);
    }

    private void accept() {
        try {
            while (true) {
                Socket plain = socket.accept();
                open.add(plain);
                Thread.ofVirtual().start(() -> serve(plain));
            }
        } catch (IOException e) {
            requests.add(socket.isClosed() ? "" : e.toString());
        }
    }

    private void serve(Socket plain) {
        try (SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(plain, null, true)) {
            requests.add(request(tls.getInputStream()));
            script.answer(tls.getOutputStream());
            tls.getOutputStream().flush();
        } catch (IOException _) {
            return; // the client does not like what it sees
        }
    }

    private static String request(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("no request");
            }
            head.write(next);
        }
        String text = head.toString(StandardCharsets.ISO_8859_1);
        int length = text.lines()
                .map(line -> line.toLowerCase(Locale.ROOT))
                .filter(line -> line.startsWith("content-length:"))
                .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
                .findFirst()
                .orElse(0);
        return text + new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
        for (Socket each : open) {
            each.close();
        }
    }
}
