package org.postern.socks;

import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/// Where a proxy is to connect to.
sealed interface Destination {
    /// The port.
    int port();

    /// As it goes into a request: type, address, port (RFC 1928, 4 and 5).
    byte[] bytes();

    /// An address.
    ///
    /// @param target address and port
    record Address(InetSocketAddress target) implements Destination {
        @Override
        public int port() {
            return target.getPort();
        }

        @Override
        public byte[] bytes() {
            byte[] ip = target.getAddress().getAddress();
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.write(ip.length == 4 ? Handshake.IPV4 : Handshake.IPV6);
            bytes.writeBytes(ip);
            return withPort(bytes, port());
        }
    }

    /// A name, which the proxy looks up.
    ///
    /// @param name at most 255 bytes of ASCII
    /// @param port the port
    record Name(String name, int port) implements Destination {
        static final int LONGEST = 255;

        @Override
        public byte[] bytes() {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.write(Handshake.DOMAIN);
            bytes.write(name.length());
            bytes.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
            return withPort(bytes, port());
        }
    }

    private static byte[] withPort(ByteArrayOutputStream bytes, int port) {
        bytes.write(port >> 8);
        bytes.write(port);
        return bytes.toByteArray();
    }
}
