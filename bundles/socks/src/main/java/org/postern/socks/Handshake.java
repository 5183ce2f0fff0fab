package org.postern.socks;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.postern.socks.SocksProxy.Credentials;

/// The dialogue with a proxy until it is connected to a host (RFC 1928, RFC 1929). What follows belongs to
/// the host: not a byte of it is read.
final class Handshake {
    static final int IPV4 = 1;
    static final int DOMAIN = 3;
    static final int IPV6 = 4;

    private static final int VERSION = 5;
    private static final int CONNECT = 1;
    private static final int NO_AUTHENTICATION = 0;
    private static final int USERNAME_PASSWORD = 2;
    private static final int NONE_ACCEPTABLE = 0xff;
    private static final int LOGIN_VERSION = 1;

    private final InputStream input;
    private final OutputStream output;

    Handshake(InputStream input, OutputStream output) {
        this.input = input;
        this.output = output;
    }

    /// Has the proxy connect to `destination`; from where it does so, if it says.
    Optional<InetSocketAddress> connect(Destination destination, Optional<Credentials> credentials)
            throws IOException, Refusal {
        int method = credentials.isPresent() ? USERNAME_PASSWORD : NO_AUTHENTICATION;
        send(VERSION, 1, method);
        expect(VERSION, "a version that is not 5");
        int chosen = next();
        if (chosen != method) {
            throw Refusal.ofProxy(
                    chosen == NONE_ACCEPTABLE
                            ? "it does not take "
                                    + (credentials.isPresent() ? "a name and password" : "us without login")
                            : "it chose a method that was not offered");
        }
        if (credentials.isPresent()) {
            login(credentials.get());
        }
        return request(destination);
    }

    private void login(Credentials credentials) throws IOException, Refusal {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(LOGIN_VERSION);
        append(credentials.name(), bytes);
        append(credentials.password(), bytes);
        output.write(bytes.toByteArray());
        expect(LOGIN_VERSION, "an answer to the login that is none");
        if (next() != 0) {
            throw Refusal.ofProxy("it refused the login");
        }
    }

    private static void append(String text, ByteArrayOutputStream bytes) {
        bytes.write(text.length());
        bytes.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private Optional<InetSocketAddress> request(Destination destination) throws IOException, Refusal {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(VERSION);
        bytes.write(CONNECT);
        bytes.write(0);
        bytes.writeBytes(destination.bytes());
        output.write(bytes.toByteArray());
        expect(VERSION, "a version that is not 5");
        int code = next();
        if (code != 0) {
            throw Refusal.of(code);
        }
        next();
        Optional<InetAddress> address = bound();
        int port = next() << 8 | next();
        return address.map(known -> new InetSocketAddress(known, port));
    }

    /// The address from which the proxy connects; a name says nothing to us.
    private Optional<InetAddress> bound() throws IOException, Refusal {
        return switch (next()) {
            case IPV4 -> Optional.of(InetAddress.getByAddress(read(4)));
            case IPV6 -> Optional.of(InetAddress.getByAddress(read(16)));
            case DOMAIN -> {
                read(next());
                yield Optional.empty();
            }
            default -> throw Refusal.ofProxy("it sent an address of an unknown type");
        };
    }

    private void send(int... bytes) throws IOException {
        byte[] all = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            all[i] = (byte) bytes[i];
        }
        output.write(all);
    }

    private void expect(int wanted, String complaint) throws IOException, Refusal {
        if (next() != wanted) {
            throw Refusal.ofProxy("it sent " + complaint);
        }
    }

    private int next() throws IOException {
        return read(1)[0] & 0xff;
    }

    private byte[] read(int length) throws IOException {
        byte[] bytes = new byte[length];
        int position = 0;
        while (position < length) {
            int read = input.read(bytes, position, length - position);
            if (read < 0) {
                throw new EOFException("it closed the connection");
            }
            position += read;
        }
        return bytes;
    }
}
