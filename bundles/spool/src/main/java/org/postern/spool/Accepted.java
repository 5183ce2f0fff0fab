package org.postern.spool;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.api.mail.Address;
import org.postern.api.mail.Header;
import org.postern.api.mail.Origin;
import org.postern.core.Envelope;

/// The binary form of an accepted message but for its body (README, "Format").
///
/// @param opening what recovery needs
/// @param envelope the envelope
/// @param headers the header
record Accepted(Opening opening, Envelope envelope, List<Header> headers) {
    private static final int VERSION = 1;
    private static final int IN_RECORD = 0;
    private static final int IN_FILE = 1;
    private static final int NO_ADDRESS = 0;
    private static final int UNRESOLVED = 1;

    Accepted {
        headers = List.copyOf(headers);
    }

    /// The first fields of a record.
    ///
    /// @param id the message
    /// @param body where its body is
    /// @param standing its progress so far
    record Opening(String id, BodyPlace body, Standing standing) {}

    /// The same message, further on.
    Accepted withStanding(Standing standing) {
        return new Accepted(new Opening(opening.id, opening.body, standing), envelope, headers);
    }

    Encoder encode() {
        Encoder out = new Encoder(expectedSize());
        encodeOpening(out);
        encode(envelope.sender(), out);
        encode(envelope.parameters(), out);
        out.number(envelope.recipients().size());
        envelope.recipients().forEach(to -> {
            encode(to.address(), out);
            encode(to.parameters(), out);
        });
        out.instant(envelope.received());
        encode(envelope.origin(), out);
        encode(envelope.state(), out);
        out.number(headers.size());
        headers.forEach(header -> out.text(header.text()));
        return out;
    }

    static Accepted decode(Decoder in) throws FormatException {
        Opening opening = decodeOpening(in);
        Envelope envelope =
                new Envelope(opening.id, address(in), map(in), recipients(in), in.instant(), origin(in), map(in));
        List<Header> headers = new ArrayList<>();
        for (int left = in.count(); left > 0; left--) {
            headers.add(new Header(in.text()));
        }
        in.end();
        return new Accepted(opening, envelope, headers);
    }

    static Opening decodeOpening(Decoder in) throws FormatException {
        int version = in.octet();
        if (version != VERSION) {
            throw new FormatException("version " + version + " of the message format");
        }
        String id = in.text();
        int place = in.octet();
        BodyPlace body = switch (place) {
            case IN_RECORD -> new BodyPlace.InRecord();
            case IN_FILE -> inFile(in);
            default -> throw new FormatException("a body in the unknown place " + place);
        };
        return new Opening(id, body, Notes.decodeStanding(in));
    }

    private void encodeOpening(Encoder out) {
        out.octet(VERSION).text(opening.id);
        switch (opening.body) {
            case BodyPlace.InRecord _ -> out.octet(IN_RECORD);
            case BodyPlace.InFile(long offset, long size) ->
                out.octet(IN_FILE).number(offset).number(size);
        }
        Notes.encode(opening.standing, out);
    }

    private static BodyPlace inFile(Decoder in) throws FormatException {
        long offset = in.number();
        long size = in.number();
        if (offset < 0 || size < 0 || offset + size < 0) {
            throw new FormatException("a body at " + offset + " of " + size + " bytes");
        }
        return new BodyPlace.InFile(offset, size);
    }

    private static List<Envelope.To> recipients(Decoder in) throws FormatException {
        List<Envelope.To> recipients = new ArrayList<>();
        for (int left = in.count(); left > 0; left--) {
            recipients.add(new Envelope.To(address(in), map(in)));
        }
        return recipients;
    }

    private static void encode(Address address, Encoder out) {
        out.text(address.localPart()).text(address.writtenDomain());
    }

    private static Address address(Decoder in) throws FormatException {
        return Address.asWritten(in.text(), in.text());
    }

    private static void encode(Map<String, String> map, Encoder out) {
        out.number(map.size());
        map.forEach((key, value) -> out.text(key).text(value));
    }

    private static Map<String, String> map(Decoder in) throws FormatException {
        int left = in.count();
        if (left == 0) {
            return Map.of();
        }
        Map<String, String> map = new LinkedHashMap<>();
        for (; left > 0; left--) {
            map.put(in.text(), in.text());
        }
        return map;
    }

    private static void encode(Origin origin, Encoder out) {
        encode(origin.client(), out);
        out.text(origin.clientName());
        encode(origin.local(), out);
        out.text(origin.helo()).text(origin.protocol());
        out.text(origin.authenticatedId()).text(origin.tlsCipher());
    }

    private static Origin origin(Decoder in) throws FormatException {
        return new Origin(socket(in), in.text(), socket(in), in.text(), in.text(), in.text(), in.text());
    }

    private static void encode(Optional<InetSocketAddress> socket, Encoder out) {
        if (socket.isEmpty()) {
            out.octet(NO_ADDRESS);
            return;
        }
        InetSocketAddress address = socket.get();
        if (address.isUnresolved()) {
            out.octet(UNRESOLVED).text(address.getHostString());
        } else {
            byte[] octets = address.getAddress().getAddress();
            out.octet(octets.length).octets(octets);
        }
        out.number(address.getPort());
    }

    private static Optional<InetSocketAddress> socket(Decoder in) throws FormatException {
        int form = in.octet();
        return switch (form) {
            case NO_ADDRESS -> Optional.empty();
            case UNRESOLVED -> Optional.of(InetSocketAddress.createUnresolved(in.text(), port(in)));
            case 4, 16 -> Optional.of(new InetSocketAddress(resolved(in.octets(form)), port(in)));
            default -> throw new FormatException("an address of " + form + " bytes");
        };
    }

    private static InetAddress resolved(byte[] octets) throws FormatException {
        try {
            return InetAddress.getByAddress(octets);
        } catch (UnknownHostException e) {
            throw new FormatException("an address of " + octets.length + " bytes");
        }
    }

    private static int port(Decoder in) throws FormatException {
        int port = in.smallNumber();
        if (port > 0xffff) {
            throw new FormatException("port " + port);
        }
        return port;
    }

    private int expectedSize() {
        int size = 512;
        for (Header header : headers) {
            size += header.text().length() + 3;
        }
        for (Envelope.To to : envelope.recipients()) {
            size += to.address().localPart().length() + to.address().domain().length() + 8;
        }
        return size;
    }
}
