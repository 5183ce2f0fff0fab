package org.postern.smtpout;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.postern.api.mail.Host;

/// A server that plays one transcript for each connection: `S:` is what it says, `C:` what it must hear,
/// `R:` bytes with escapes `\r` and `\n` and no line end of their own, `CLOSE` closes the connection,
/// `RESET` too but rudely, and `HANG` waits until the client goes, `STALL` reads nothing more, and `ANY`
/// takes any number of messages. At the end it answers QUIT. Whatever does not fit is a fault.
final class FakeServer implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 10_000;

    private final ServerSocket listener;
    private final Queue<String> transcripts = new ConcurrentLinkedQueue<>();
    private final List<String> faults = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicInteger quits = new AtomicInteger();

    private FakeServer(ServerSocket listener) {
        this.listener = listener;
    }

    static FakeServer playing(String... transcripts) throws IOException {
        FakeServer server = new FakeServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        server.transcripts.addAll(List.of(transcripts));
        Thread.ofVirtual().start(server::listen);
        return server;
    }

    int port() {
        return listener.getLocalPort();
    }

    Host host() {
        return host("mx.example.org", port());
    }

    static Host host(String name, int port) {
        return Host.of(name, InetAddress.getLoopbackAddress()).withPort(port);
    }

    /// What did not go by the transcripts, those that were not played included.
    List<String> faults() {
        transcripts.forEach(left -> faults.add("not played: " + left));
        return faults;
    }

    int connections() {
        return connections.get();
    }

    int open() {
        return open.get();
    }

    int quits() {
        return quits.get();
    }

    private void listen() {
        while (true) {
            try {
                Socket socket = listener.accept();
                connections.incrementAndGet();
                open.incrementAndGet();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException _) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        String transcript = transcripts.poll();
        try (socket) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            if (transcript == null) {
                faults.add("a connection too many");
                return;
            }
            new Play(socket).perform(transcript);
        } catch (IOException e) {
            faults.add("server: " + e);
        } finally {
            open.decrementAndGet();
        }
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        listener.close();
    }

    private final class Play {
        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;

        Play(Socket socket) throws IOException {
            this.socket = socket;
            this.in = new BufferedInputStream(socket.getInputStream());
            this.out = socket.getOutputStream();
        }

        void perform(String transcript) throws IOException {
            String before = "";
            for (String line : transcript.lines().toList()) {
                String rest = line.length() > 3 ? line.substring(3) : "";
                switch (line.length() >= 2 ? line.substring(0, 2) : "") {
                    case "S:" -> {
                        if (before.startsWith("C:") && in.available() > 0) {
                            faults.add("the client did not wait for the reply to " + before);
                        }
                        out.write(rest.concat("\r\n").getBytes(StandardCharsets.ISO_8859_1));
                    }
                    case "R:" ->
                        out.write(rest.replace("\\r", "\r").replace("\\n", "\n").getBytes(StandardCharsets.ISO_8859_1));
                    case "C:" -> expect(rest);
                    case "CL" -> {
                        return;
                    }
                    case "RE" -> {
                        socket.setSoLinger(true, 0);
                        return;
                    }
                    case "ST" -> {
                        stalled();
                        return;
                    }
                    case "AN" -> {
                        any();
                        return;
                    }
                    case "HA" -> {
                        hang();
                        return;
                    }
                    default -> faults.add("not a transcript: " + line);
                }
                before = line;
            }
            String end = line();
            if (end.equals("QUIT")) {
                quits.incrementAndGet();
                out.write("221 bye\r\n".getBytes(StandardCharsets.US_ASCII));
            } else if (!end.isEmpty()) {
                faults.add("after the end: " + end);
            }
        }

        /// Takes whatever comes.
        private void any() throws IOException {
            out.write("220 x\r\n".getBytes(StandardCharsets.US_ASCII));
            boolean inData = false;
            for (String line = line(); !line.isEmpty() || inData; line = line()) {
                if (inData && !line.equals(".")) {
                    continue;
                }
                inData = line.equals("DATA");
                out.write((inData ? "354 go\r\n" : "250 ok\r\n").getBytes(StandardCharsets.US_ASCII));
            }
        }

        private void hang() {
            try {
                while (in.read() >= 0) {
                    // Whatever it says.
                }
            } catch (IOException _) {
                // It went without reading all that was said.
            }
        }

        private void stalled() throws IOException {
            try {
                closed.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }

        private void expect(String wanted) throws IOException {
            String heard = line();
            if (!heard.equals(wanted)) {
                faults.add("wanted '" + wanted + "', heard '" + heard + "'");
            }
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int b = in.read(); b >= 0; b = in.read()) {
                line.append((char) b);
                if (b == '\n') {
                    return line.substring(0, line.length() - 1).replaceFirst("\r$", "");
                }
            }
            return line.toString();
        }
    }
}
