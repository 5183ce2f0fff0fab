package org.postern.auth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// A connection to Dovecot's authentication server (its protocol, version 1.1 and what came after it): lines
/// of fields with tabs between them. Each wait, line and greeting is bounded. Confined to one thread.
final class DovecotSocket implements Closeable {
    private static final int MAX_LINE = 16_384;
    private static final int MAX_GREETING_LINES = 200;
    private static final String MAJOR = "1";

    private final SocketChannel channel;
    private final Duration limit;
    private final ByteBuffer in = ByteBuffer.allocate(4096).flip();

    private DovecotSocket(SocketChannel channel, Duration limit) {
        this.channel = channel;
        this.limit = limit;
    }

    /// Connects.
    ///
    /// @param limit of each wait
    static DovecotSocket open(SocketAddress address, Duration limit) throws IOException {
        SocketChannel channel = address instanceof UnixDomainSocketAddress
                ? SocketChannel.open(StandardProtocolFamily.UNIX)
                : SocketChannel.open();
        DovecotSocket socket = new DovecotSocket(channel, limit);
        boolean connected = false;
        try {
            socket.within(() -> channel.connect(address));
            connected = true;
            return socket;
        } catch (UnresolvedAddressException e) {
            throw new IOException("unknown host", e);
        } finally {
            if (!connected) {
                socket.close();
            }
        }
    }

    /// Exchanges greetings; the mechanisms that the server has, in upper case.
    ///
    /// @param number of this connection, which no other must have at the same time
    Set<String> greet(int number) throws IOException {
        send(List.of("VERSION", MAJOR, "1"));
        send(List.of("CPID", Integer.toString(number)));
        Set<String> mechanisms = new HashSet<>();
        boolean versionKnown = false;
        for (int i = 0; i < MAX_GREETING_LINES; i++) {
            List<String> line = receive();
            switch (line.getFirst()) {
                case "VERSION" -> {
                    if (line.size() < 3 || !line.get(1).equals(MAJOR)) {
                        throw new ProtocolException("another version of the protocol");
                    }
                    versionKnown = true;
                }
                case "MECH" -> {
                    if (line.size() > 1) {
                        mechanisms.add(line.get(1).toUpperCase(Locale.ROOT));
                    }
                }
                case "DONE" -> {
                    if (!versionKnown) {
                        throw new ProtocolException("no version");
                    }
                    return mechanisms;
                }
                default -> {} // more than we need to know
            }
        }
        throw new ProtocolException("a greeting of more than " + MAX_GREETING_LINES + " lines");
    }

    /// Sends a line.
    void send(List<String> fields) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap((String.join("\t", fields) + "\n").getBytes(ISO_8859_1));
        within(() -> {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            return true;
        });
    }

    /// Receives a line: its fields, of which there is at least one.
    List<String> receive() throws IOException {
        StringBuilder line = new StringBuilder();
        return within(() -> {
            while (true) {
                if (!in.hasRemaining()) {
                    fill();
                }
                while (in.hasRemaining()) {
                    char c = (char) Byte.toUnsignedInt(in.get());
                    if (c == '\n') {
                        return fields(line.toString());
                    }
                    line.append(c);
                }
                if (line.length() > MAX_LINE) {
                    throw new ProtocolException("a line of more than " + MAX_LINE + " bytes");
                }
            }
        });
    }

    private void fill() throws IOException {
        in.clear();
        int count = channel.read(in);
        in.flip();
        if (count < 0) {
            throw new EOFException("the server has closed the connection");
        }
    }

    private static List<String> fields(String line) {
        return Arrays.stream(line.split("\t", -1)).map(DovecotSocket::unescaped).toList();
    }

    /// What the protocol uses is escaped by 0x01 in fields.
    private static String unescaped(String field) {
        if (field.indexOf('\1') < 0) {
            return field;
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            if (c == '\1' && i + 1 < field.length()) {
                i++;
                c = switch (field.charAt(i)) {
                    case '0' -> '\0';
                    case '1' -> '\1';
                    case 't' -> '\t';
                    case 'r' -> '\r';
                    case 'n' -> '\n';
                    default -> field.charAt(i);
                };
            }
            text.append(c);
        }
        return text.toString();
    }

    /// What waits for the server.
    @FunctionalInterface
    private interface Call<T> {
        T make() throws IOException;
    }

    /// Closes the connection when the time is up.
    private <T> T within(Call<T> call) throws IOException {
        Thread watch = Thread.ofVirtual().name("dovecot-watch").start(this::expire);
        try {
            return call.make();
        } catch (ClosedChannelException e) {
            SocketTimeoutException late = new SocketTimeoutException("no answer within " + limit.toSeconds() + "s");
            late.initCause(e);
            throw late;
        } finally {
            watch.interrupt();
        }
    }

    private void expire() {
        try {
            Thread.sleep(limit);
            close();
        } catch (InterruptedException _) {
            // In time. This thread ends with that.
        } catch (IOException _) {
            // It is of no use any more.
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
