package org.postern.itests;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/// An MX host on an address of the loopback: it takes every message, with STARTTLS if it has a certificate,
/// and remembers for whom and whether TLS ran.
final class MxHost implements AutoCloseable {
    private final ServerSocket listening;
    private final Optional<SSLContext> tls;
    private final List<String> taken = new CopyOnWriteArrayList<>();

    /// Listens at `port`, or at any if that is 0.
    MxHost(String address, int port, Optional<SSLContext> tls) throws IOException {
        this.listening = new ServerSocket(port, 50, InetAddress.ofLiteral(address));
        this.tls = tls;
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    /// A line `RECIPIENT tls` or `RECIPIENT clear` for each message.
    List<String> taken() {
        return List.copyOf(taken);
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listening.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException e) {
            if (!listening.isClosed()) {
                taken.add(e.toString());
            }
        }
    }

    private void serve(Socket plain) {
        try (plain) {
            say(plain, "220 mx ESMTP");
            if (talk(plain, tls.isPresent(), "clear")) {
                say(plain, "220 go on");
                try (SSLSocket secure =
                        (SSLSocket) tls.orElseThrow().getSocketFactory().createSocket(plain, null, true)) {
                    talk(secure, false, "tls");
                }
            }
        } catch (IOException _) {
            return; // the client has seen enough
        }
    }

    /// Talks until the end; true if TLS is to begin.
    private boolean talk(Socket socket, boolean offersTls, String how) throws IOException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
        String recipient = "";
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String verb = line.split("[ :]", 2)[0].toUpperCase(Locale.ROOT);
            switch (verb) {
                case "EHLO" -> say(socket, offersTls ? "250-mx\r\n250 STARTTLS" : "250 mx");
                case "STARTTLS" -> {
                    return true;
                }
                case "RCPT" -> {
                    recipient = line.substring(line.indexOf('<') + 1, line.indexOf('>'));
                    say(socket, "250 OK");
                }
                case "DATA" -> {
                    say(socket, "354 go on");
                    while (!".".equals(in.readLine())) {
                        // the text does not count
                    }
                    taken.add(recipient + " " + how);
                    say(socket, "250 OK");
                }
                case "QUIT" -> {
                    say(socket, "221 bye");
                    return false;
                }
                default -> say(socket, "250 OK");
            }
        }
        return false;
    }

    private static void say(Socket socket, String lines) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write((lines + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
