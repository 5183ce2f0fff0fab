package org.postern.tls;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLException;

/// What the first message of a TLS client says (RFC 8446, 4.1.2), as far as it decides how it is served.
///
/// @param serverName the host that the client wants, in lower case, or the empty string (RFC 6066, 3)
/// @param tls13 whether it offers TLS 1.3
/// @param tickets of which versions it would take session tickets
/// @param offersSession whether it offers to resume a session
/// @param wantsStaple whether it asks for an OCSP response (RFC 6066, 8; RFC 6961)
record ClientHello(String serverName, boolean tls13, Tickets tickets, boolean offersSession, boolean wantsStaple) {
    /// @param tls12 with TLS 1.2 (RFC 5077)
    /// @param tls13 with TLS 1.3 (RFC 8446, 4.2.9)
    record Tickets(boolean tls12, boolean tls13) {}

    private static final int LONGEST = 32 * 1024;
    private static final int MOST_RECORDS = 256;
    private static final int RECORD_HEADER = 5;
    private static final int MESSAGE_HEADER = 4;
    private static final byte RECORD_HANDSHAKE = 22;
    private static final byte MESSAGE_CLIENT_HELLO = 1;

    private static final int SERVER_NAME = 0;
    private static final int STATUS_REQUEST = 5;
    private static final int STATUS_REQUEST_V2 = 17;
    private static final int SESSION_TICKET = 35;
    static final int PRE_SHARED_KEY = 41;
    static final int SUPPORTED_VERSIONS = 43;
    private static final int PSK_KEY_EXCHANGE_MODES = 45;
    /// The number of TLS 1.3 (RFC 8446, 4.2.1).
    static final short TLS_1_3 = 0x0304;

    /// Waits for the message and gives the records back that it came in.
    static ClientHello peek(RecordInput records) throws IOException {
        List<ByteBuffer> taken = new ArrayList<>();
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        while (!isComplete(message.toByteArray())) {
            ByteBuffer record =
                    records.await().orElseThrow(() -> new EOFException("connection closed before a TLS ClientHello"));
            if (record.get(0) != RECORD_HANDSHAKE || record.remaining() == RECORD_HEADER) {
                throw new SSLException("TLS begins with something else than a ClientHello");
            }
            if (taken.size() == MOST_RECORDS) {
                throw new SSLException("a ClientHello in more than " + MOST_RECORDS + " records");
            }
            byte[] bytes =
                    Arrays.copyOfRange(record.array(), record.arrayOffset(), record.arrayOffset() + record.remaining());
            records.done(record);
            taken.add(ByteBuffer.wrap(bytes));
            message.write(bytes, RECORD_HEADER, bytes.length - RECORD_HEADER);
        }
        taken.forEach(records::giveBack);
        return parse(ByteBuffer.wrap(message.toByteArray()).position(MESSAGE_HEADER));
    }

    private static boolean isComplete(byte[] message) throws SSLException {
        if (message.length < MESSAGE_HEADER) {
            return false;
        }
        int length = ByteBuffer.wrap(message).getInt() & 0xffffff;
        if (length > LONGEST) {
            throw new SSLException("a ClientHello of " + length + " bytes");
        }
        if (message[0] != MESSAGE_CLIENT_HELLO) {
            throw new SSLException("TLS begins with something else than a ClientHello");
        }
        return message.length - MESSAGE_HEADER >= length;
    }

    /// Reads the message, without its header.
    static ClientHello parse(ByteBuffer message) throws SSLException {
        try {
            return read(message);
        } catch (BufferUnderflowException e) {
            throw new SSLException("malformed ClientHello", e);
        }
    }

    private static ClientHello read(ByteBuffer message) throws SSLException {
        message.getShort();
        message.get(new byte[32]);
        boolean sessionId = vector(message, 1).hasRemaining();
        vector(message, 2);
        vector(message, 1);
        ByteBuffer extensions = message.hasRemaining() ? vector(message, 2) : ByteBuffer.allocate(0);
        String serverName = "";
        boolean tls13 = false;
        boolean ticket = false;
        boolean offered = false;
        boolean pskModes = false;
        boolean staple = false;
        while (extensions.hasRemaining()) {
            int type = Short.toUnsignedInt(extensions.getShort());
            ByteBuffer data = vector(extensions, 2);
            switch (type) {
                case SERVER_NAME -> serverName = serverName(data);
                case SUPPORTED_VERSIONS -> tls13 = hasTls13(vector(data, 1));
                case SESSION_TICKET -> {
                    ticket = true;
                    offered |= data.hasRemaining();
                }
                case STATUS_REQUEST, STATUS_REQUEST_V2 -> staple = true;
                case PRE_SHARED_KEY -> offered = true;
                case PSK_KEY_EXCHANGE_MODES -> pskModes = true;
                default -> {
                    // The engine's business.
                }
            }
        }
        // A client of TLS 1.3 makes a session id up (RFC 8446, D.4).
        return new ClientHello(
                serverName, tls13, new Tickets(ticket, tls13 && pskModes), offered || (sessionId && !tls13), staple);
    }

    private static String serverName(ByteBuffer data) throws SSLException {
        ByteBuffer names = data.hasRemaining() ? vector(data, 2) : data;
        while (names.hasRemaining()) {
            byte type = names.get();
            ByteBuffer name = vector(names, 2);
            if (type == 0) {
                byte[] bytes = new byte[name.remaining()];
                name.get(bytes);
                return new String(bytes, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
            }
        }
        return "";
    }

    private static boolean hasTls13(ByteBuffer versions) {
        while (versions.remaining() >= 2) {
            if (versions.getShort() == TLS_1_3) {
                return true;
            }
        }
        return false;
    }

    /// The bytes behind a length of `lengthBytes` bytes.
    static ByteBuffer vector(ByteBuffer from, int lengthBytes) throws SSLException {
        int length = 0;
        for (int i = 0; i < lengthBytes; i++) {
            length = length << 8 | Byte.toUnsignedInt(from.get());
        }
        if (length > from.remaining()) {
            throw new SSLException("malformed ClientHello");
        }
        ByteBuffer vector = from.slice(from.position(), length);
        from.position(from.position() + length);
        return vector;
    }
}
