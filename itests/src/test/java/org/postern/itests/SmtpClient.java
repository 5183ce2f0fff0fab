package org.postern.itests;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A client that says exactly what it is told.
final class SmtpClient implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader reader;
    private final OutputStream output;

    /// Connects to a port of the IPv4 loopback.
    SmtpClient(int port) throws IOException {
        this(InetAddress.ofLiteral("127.0.0.1"), InetAddress.ofLiteral("127.0.0.1"), port);
    }

    SmtpClient(InetAddress from, InetAddress to, int port) throws IOException {
        socket = new Socket();
        socket.bind(new InetSocketAddress(from, 0));
        socket.connect(new InetSocketAddress(to, port), 10_000);
        socket.setSoTimeout((int) Duration.ofSeconds(30).toMillis());
        socket.setTcpNoDelay(true);
        reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
        output = socket.getOutputStream();
    }

    /// A reply.
    ///
    /// @param code the code of its last line
    /// @param lines the lines as they came
    record Reply(int code, List<String> lines) {
        String text() {
            return String.join("\n", lines);
        }
    }

    /// Sends bytes as they are.
    void raw(String bytes) throws IOException {
        output.write(bytes.getBytes(StandardCharsets.ISO_8859_1));
    }

    /// Reads one reply; code 0 if the server has closed.
    Reply reply() throws IOException {
        List<String> lines = new ArrayList<>();
        while (true) {
            String line = reader.readLine();
            if (line == null) {
                return new Reply(0, lines);
            }
            lines.add(line);
            if (line.length() < 4 || line.charAt(3) != '-') {
                return new Reply(Integer.parseInt(line.substring(0, 3)), lines);
            }
        }
    }

    /// Sends a command and reads its reply.
    Reply command(String line) throws IOException {
        raw(line + "\r\n");
        return reply();
    }

    /// How long the good reply to a command lets wait.
    Duration wait(String line) throws IOException {
        long begin = System.nanoTime();
        Reply reply = command(line);
        if (reply.code() != 250) {
            throw new IOException(line + ": " + reply.text());
        }
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    /// Sends a whole message in an open session; the last reply.
    Reply message(String from, String to, String content) throws IOException {
        Reply reply = command("MAIL FROM:<" + from + ">");
        if (reply.code() != 250) {
            return reply;
        }
        reply = command("RCPT TO:<" + to + ">");
        if (reply.code() != 250) {
            command("RSET");
            return reply;
        }
        reply = command("DATA");
        if (reply.code() != 354) {
            return reply;
        }
        raw(content + "\r\n.\r\n");
        return reply();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
