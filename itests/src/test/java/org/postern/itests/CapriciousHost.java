package org.postern.itests;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;

/// A next host whose replies depend on the addresses: senders `mail4@` and `data4@` and recipients `later@`
/// are put off, recipients `never@` are refused.
final class CapriciousHost implements AutoCloseable {
    private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));

    CapriciousHost() throws IOException {
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                Thread.ofVirtual().start(() -> talk(client));
            } catch (IOException _) {
                // It is closed.
            }
        }
    }

    private static void talk(Socket client) {
        try (client) {
            new Dialogue(client).run();
        } catch (IOException _) {
            // The client has gone.
        }
    }

    private static final class Dialogue {
        private final BufferedReader in;
        private final OutputStream out;
        private String sender = "";

        Dialogue(Socket client) throws IOException {
            in = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
            out = client.getOutputStream();
        }

        void run() throws IOException {
            say("220-capricious\r\n220 two lines");
            for (String line = line(); !line.isEmpty(); line = line()) {
                answer(line.toLowerCase(Locale.ROOT));
                if (line.equalsIgnoreCase("QUIT")) {
                    return;
                }
            }
        }

        private String line() throws IOException {
            return Objects.requireNonNullElse(in.readLine(), "");
        }

        private void say(String reply) throws IOException {
            out.write((reply + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        }

        private void answer(String line) throws IOException {
            switch (line.split(" ", 2)[0]) {
                case "ehlo" -> say("250-capricious\r\n250 HELP");
                case "mail" -> {
                    sender = line;
                    say(line.contains("<mail4@") ? "451 mail later" : "250 ok");
                }
                case "rcpt" ->
                    say(
                            line.contains("<later@")
                                    ? "450 4.2.1 rcpt later"
                                    : line.contains("<never@") ? "550 GO AWAY" : "250 ok");
                case "data" -> data();
                default -> say("250 ok");
            }
        }

        private void data() throws IOException {
            say("354 go");
            String line = line(".");
            while (!line.equals(".")) {
                line = line(".");
            }
            say(sender.contains("<data4@") ? "451 data later" : "250-first\r\n250 OK id=1");
        }

        private String line(String atEnd) throws IOException {
            return Objects.requireNonNullElse(in.readLine(), atEnd);
        }
    }
}
