package org.postern.proxy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/// The header of version 2: a signature, what follows and how long it is, two addresses, and values that
/// say more (The PROXY protocol, 2.2).
final class BinaryHeader {
    private static final int FIXED = 16;

    private final Start start;
    private final byte[] bytes;

    /// @param start its first sixteen bytes, read
    /// @param bytes all of it
    BinaryHeader(Start start, byte[] bytes) {
        this.start = start;
        this.bytes = bytes;
    }

    /// What the header is about.
    enum Command {
        /// The proxy's own connection.
        LOCAL,
        /// A connection that the proxy carries.
        PROXY;

        private static final int VERSION = 2;

        /// The command in the byte that has the version, too.
        static Command of(byte versionAndCommand) throws BadProxyHeader {
            int command = versionAndCommand & 0x0f;
            if ((versionAndCommand & 0xff) >> 4 != VERSION) {
                throw new BadProxyHeader("a version that is not known");
            }
            return switch (command) {
                case 0 -> LOCAL;
                case 1 -> PROXY;
                default -> throw new BadProxyHeader("a command that is not known");
            };
        }
    }

    /// Between what the connection is: how long one address is, in bytes, and whether ports go with them.
    enum Family {
        /// Not said, or of no kind that is known.
        UNSPEC(0, false),
        /// IPv4.
        INET(4, true),
        /// IPv6.
        INET6(16, true),
        /// Sockets of the proxy's machine.
        UNIX(108, false);

        private final int addressLength;
        private final boolean hasPorts;

        Family(int addressLength, boolean hasPorts) {
            this.addressLength = addressLength;
            this.hasPorts = hasPorts;
        }

        int length() {
            return 2 * (addressLength + (hasPorts ? 2 : 0));
        }
    }

    /// The first sixteen bytes.
    ///
    /// @param command what the header is about
    /// @param family of the addresses
    /// @param length of what follows
    record Start(Command command, Family family, int length) {
        static Start of(Command command, byte[] bytes) throws BadProxyHeader {
            int length = (bytes[14] & 0xff) << 8 | (bytes[15] & 0xff);
            return new Start(command, family(bytes[13] & 0xff, command), length);
        }

        /// By the byte that says between what the connection is, and by what protocol: stream or datagram.
        private static Family family(int code, Command command) throws BadProxyHeader {
            return switch (code) {
                case 0x00 -> Family.UNSPEC;
                case 0x11, 0x12 -> Family.INET;
                case 0x21, 0x22 -> Family.INET6;
                case 0x31, 0x32 -> Family.UNIX;
                default -> {
                    if (command == Command.PROXY) {
                        throw new BadProxyHeader("an address family or protocol that is not known");
                    }
                    yield Family.UNSPEC;
                }
            };
        }
    }

    /// Reads what the header says. The addresses of a connection of the proxy's own do not count (2.2).
    ProxyHeader parse() throws BadProxyHeader {
        Family family = start.family();
        boolean isLocal = start.command() == Command.LOCAL;
        if (start.length() < family.length() && !isLocal) {
            throw new BadProxyHeader("too short for its addresses");
        }
        int addresses = FIXED + Math.min(start.length(), family.length());
        if (isLocal || !family.hasPorts) {
            Extensions.skim(bytes, addresses);
            return new ProxyHeader.AsSeen(isLocal);
        }
        Extensions extensions = Extensions.read(bytes, addresses);
        ByteBuffer rest = ByteBuffer.wrap(bytes, FIXED, family.length());
        InetAddress client = address(rest, family);
        InetAddress target = address(rest, family);
        return new ProxyHeader.Carried(
                new InetSocketAddress(client, rest.getShort() & 0xffff),
                new InetSocketAddress(target, rest.getShort() & 0xffff),
                extensions.tls());
    }

    private static InetAddress address(ByteBuffer rest, Family family) {
        byte[] bytes = new byte[family.addressLength];
        rest.get(bytes);
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
