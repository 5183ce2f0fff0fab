package org.postern.tls;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.postern.api.net.TlsInfo;

/// Watches the records of a handshake go by, for what the platform does not tell: tickets and resumption. It
/// judges nothing, which is the engine's business; a message that it cannot read it passes over.
///
/// In TLS 1.2 all of this goes in clear. In TLS 1.3 the ServerHello tells whether a session was resumed (RFC
/// 8446, 4.2.11). Tickets are encrypted there, but nothing else is sent by a server after the client's
/// last flight, and nothing else decrypts to no data.
final class HandshakeWatch {
    private static final int RECORD_HEADER = 5;
    private static final int MESSAGE_HEADER = 4;
    private static final int LONGEST = 64 * 1024;
    private static final int SESSION_TICKET_HEADER = 6;
    private static final byte[] HELLO_RETRY_REQUEST =
            HexFormat.of().parseHex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c");

    private final Stream client = new Stream();
    private final Stream server = new Stream();
    private Optional<ClientHello> hello = Optional.empty();
    private boolean serverHello;
    private boolean tls13;
    private boolean sessionChosen;
    private boolean certificateShown;
    private boolean serverEncrypts;
    private boolean clientAnswered;
    private boolean ticket;

    /// A whole record of the client.
    void client(ByteBuffer record) {
        switch (record.get(record.position())) {
            case RecordType.HANDSHAKE -> client.take(record, this::clientMessage);
            case RecordType.CHANGE_CIPHER_SPEC -> client.end();
            case RecordType.APPLICATION_DATA -> clientAnswered = true;
            default -> {
                // An alert.
            }
        }
    }

    /// A whole record of the server.
    void server(ByteBuffer record) {
        switch (record.get(record.position())) {
            case RecordType.HANDSHAKE -> server.take(record, this::serverMessage);
            case RecordType.CHANGE_CIPHER_SPEC -> {
                serverEncrypts = true;
                server.end();
            }
            case RecordType.APPLICATION_DATA -> ticket |= clientAnswered;
            default -> {
                // An alert.
            }
        }
    }

    /// A record of TLS 1.3 came from the server behind the handshake and had no data in it.
    void noData() {
        ticket |= tls13;
    }

    /// What was seen, in the bits of [TlsInfo#resumption].
    int bits() {
        return bit(TlsInfo.TICKET_WANTED, hello.filter(this::wantsTicket).isPresent())
                | bit(
                        TlsInfo.SESSION_OFFERED,
                        hello.filter(ClientHello::offersSession).isPresent())
                | bit(TlsInfo.TICKET_GIVEN, ticket)
                | bit(TlsInfo.RESUMED, isResumed());
    }

    /// Whether an earlier session was resumed: the server took up what the client offered, or, in TLS 1.2,
    /// began to encrypt without having shown a certificate.
    boolean isResumed() {
        return tls13 ? sessionChosen : serverHello && serverEncrypts && !certificateShown;
    }

    private boolean wantsTicket(ClientHello said) {
        return tls13 ? said.tickets().tls13() : said.tickets().tls12();
    }

    private static int bit(int bit, boolean isSet) {
        return isSet ? bit : 0;
    }

    private void clientMessage(byte type, ByteBuffer body) throws SSLException {
        if (type == MessageType.CLIENT_HELLO) {
            hello = Optional.of(ClientHello.parse(body));
        }
    }

    private void serverMessage(byte type, ByteBuffer body) throws SSLException {
        switch (type) {
            case MessageType.SERVER_HELLO -> serverHello(body);
            case MessageType.CERTIFICATE -> certificateShown = true;
            case MessageType.NEW_SESSION_TICKET -> ticket |= body.remaining() > SESSION_TICKET_HEADER;
            default -> {
                // Of no interest.
            }
        }
    }

    private void serverHello(ByteBuffer body) throws SSLException {
        body.getShort();
        byte[] random = new byte[32];
        body.get(random);
        if (Arrays.equals(random, HELLO_RETRY_REQUEST)) {
            return;
        }
        serverHello = true;
        ClientHello.vector(body, 1);
        body.getShort();
        body.get();
        ByteBuffer extensions = body.hasRemaining() ? ClientHello.vector(body, 2) : body;
        while (extensions.hasRemaining()) {
            int type = Short.toUnsignedInt(extensions.getShort());
            ByteBuffer data = ClientHello.vector(extensions, 2);
            sessionChosen |= type == ClientHello.PRE_SHARED_KEY;
            tls13 |= type == ClientHello.SUPPORTED_VERSIONS && data.getShort() == ClientHello.TLS_1_3;
        }
    }

    private interface Reader {
        void read(byte type, ByteBuffer body) throws SSLException;
    }

    private static final class RecordType {
        static final byte CHANGE_CIPHER_SPEC = 20;
        static final byte HANDSHAKE = 22;
        static final byte APPLICATION_DATA = 23;

        private RecordType() {}
    }

    private static final class MessageType {
        static final byte CLIENT_HELLO = 1;
        static final byte SERVER_HELLO = 2;
        static final byte NEW_SESSION_TICKET = 4;
        static final byte CERTIFICATE = 11;

        private MessageType() {}
    }

    /// The messages of one side, put together from its records until it encrypts.
    private static final class Stream {
        private ByteArrayOutputStream begun = new ByteArrayOutputStream(0);
        private boolean ended;

        void take(ByteBuffer record, Reader reader) {
            int length = record.remaining() - RECORD_HEADER;
            if (ended || begun.size() + length > LONGEST) {
                end();
                return;
            }
            begun.write(record.array(), record.arrayOffset() + record.position() + RECORD_HEADER, length);
            ByteBuffer messages = ByteBuffer.wrap(begun.toByteArray());
            try {
                while (isComplete(messages)) {
                    byte type = messages.get();
                    reader.read(type, ClientHello.vector(messages, 3));
                }
            } catch (SSLException | BufferUnderflowException _) {
                end(); // the engine will say what is wrong
                return;
            }
            begun = new ByteArrayOutputStream(0);
            begun.write(messages.array(), messages.position(), messages.remaining());
        }

        private static boolean isComplete(ByteBuffer messages) {
            return messages.remaining() >= MESSAGE_HEADER
                    && messages.remaining() - MESSAGE_HEADER >= (messages.getInt(messages.position()) & 0xffffff);
        }

        void end() {
            ended = true;
            begun = new ByteArrayOutputStream(0);
        }
    }
}
