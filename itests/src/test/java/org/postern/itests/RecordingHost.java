package org.postern.itests;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;

/// A next host that offers what it is told to, takes everything, and remembers the commands of each
/// connection. It can be made to wait with its reply to a message.
final class RecordingHost implements AutoCloseable {
    /// No line: the end.
    private static final String END = "\0";

    private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
    private final List<String> keywords;
    private final Semaphore replies = new Semaphore(Integer.MAX_VALUE);
    private final List<List<String>> connections = new CopyOnWriteArrayList<>();

    RecordingHost(String... keywords) throws IOException {
        this.keywords = List.of(keywords);
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    /// The commands of each connection, in order.
    List<List<String>> connections() {
        return List.copyOf(connections);
    }

    /// All commands that begin with this, of all connections.
    List<String> commands(String prefix) {
        return connections.stream()
                .flatMap(List::stream)
                .filter(line -> line.startsWith(prefix))
                .toList();
    }

    /// Messages get their reply after [#release] only.
    void hold() {
        replies.drainPermits();
    }

    /// All messages get their reply.
    void release() {
        replies.release(Integer.MAX_VALUE - replies.availablePermits());
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listening.accept();
                List<String> commands = new CopyOnWriteArrayList<>();
                connections.add(commands);
                Thread.ofVirtual().start(() -> serve(socket, commands));
            }
        } catch (IOException e) {
            return; // closed
        }
    }

    private void serve(Socket socket, List<String> commands) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            say(socket, "220 next ESMTP");
            for (String line = line(in); !line.equals(END); line = line(in)) {
                commands.add(line);
                switch (line.split("[ :]", 2)[0].toUpperCase(Locale.ROOT)) {
                    case "EHLO" -> say(socket, hello());
                    case "DATA" -> {
                        say(socket, "354 go on");
                        for (String text = line(in); !text.equals(".") && !text.equals(END); text = line(in)) {
                            // the text does not count
                        }
                        replies.acquire();
                        replies.release();
                        say(socket, "250 taken");
                    }
                    case "QUIT" -> say(socket, "221 bye");
                    default -> say(socket, "250 OK");
                }
            }
        } catch (IOException e) {
            return; // the client has seen enough
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String hello() {
        StringBuilder hello = new StringBuilder("250-next");
        keywords.forEach(keyword -> hello.append("\r\n250-").append(keyword));
        return hello.append("\r\n250 HELP").toString();
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int c = in.read();
        while (c >= 0 && c != '\n') {
            line.write(c);
            c = in.read();
        }
        return c < 0 ? END : line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }

    private static void say(Socket socket, String lines) throws IOException {
        socket.getOutputStream().write((lines + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public void close() throws IOException {
        release();
        listening.close();
    }
}
