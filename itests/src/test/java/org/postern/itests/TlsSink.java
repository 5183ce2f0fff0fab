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
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/// A mail server of the test on one address and port, that takes all mail and remembers for whom, and
/// whether it came through TLS. With a context it offers STARTTLS.
final class TlsSink implements AutoCloseable {
    private final ServerSocket server;
    private final SSLContext tls;
    private final boolean offers;
    private final List<String> taken = new CopyOnWriteArrayList<>();

    private TlsSink(ServerSocket server, SSLContext tls, boolean offers) {
        this.server = server;
        this.tls = tls;
        this.offers = offers;
        Thread.ofVirtual().start(this::serve);
    }

    /// A server that offers STARTTLS if `offers` says so.
    static TlsSink at(String address, int port, SSLContext tls, boolean offers) throws IOException {
        return new TlsSink(new ServerSocket(port, 50, InetAddress.ofLiteral(address)), tls, offers);
    }

    int port() {
        return server.getLocalPort();
    }

    /// The recipients of what it took, each after `TLS` or `clear`.
    List<String> taken() {
        return List.copyOf(taken);
    }

    private void serve() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException _) {
                // It is closed.
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            say("220 sink", client);
            talk(client, offers);
        } catch (IOException _) {
            // The client is gone, or does not like the certificate.
        }
    }

    private void talk(Socket client, boolean offered) throws IOException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1), 1);
        String recipient = "";
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String word = line.split(" ", 2)[0];
            switch (word) {
                case "EHLO" -> say(offered ? "250-sink\r\n250 STARTTLS" : "250 sink", client);
                case "STARTTLS" -> {
                    say("220 go", client);
                    secured(client);
                    return;
                }
                case "RCPT" -> {
                    recipient = line.substring(line.indexOf('<') + 1, line.indexOf('>'));
                    say("250 ok", client);
                }
                case "DATA" -> {
                    say("354 go", client);
                    while (!".".equals(in.readLine())) {
                        // The text is of no interest.
                    }
                    taken.add((client instanceof SSLSocket ? "TLS " : "clear ") + recipient);
                    say("250 taken", client);
                }
                case "QUIT" -> {
                    say("221 bye", client);
                    return;
                }
                default -> say("250 ok", client);
            }
        }
    }

    private void secured(Socket client) throws IOException {
        SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket(client, null, true);
        socket.setUseClientMode(false);
        socket.startHandshake();
        talk(socket, false);
    }

    private static void say(String line, Socket client) throws IOException {
        OutputStream out = client.getOutputStream();
        out.write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
