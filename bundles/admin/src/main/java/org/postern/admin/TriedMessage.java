package org.postern.admin;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.api.mail.Address;
import org.postern.api.mail.Content;
import org.postern.api.mail.Header;
import org.postern.api.mail.Message;
import org.postern.api.mail.Origin;
import org.postern.api.mail.Recipient;
import org.postern.core.Bytes;

/// A message that exists only to expand strings with. Confined to one thread.
final class TriedMessage implements Message {
    private final Address sender;
    private final Origin origin;
    private final Instant received;
    private final List<Header> headers = new ArrayList<>();
    private Optional<Content> body = Optional.empty();
    private long size;

    TriedMessage(Address sender, Origin origin, Instant received) {
        this.sender = sender;
        this.origin = origin;
        this.received = received;
    }

    /// Takes header and body from the text of a message, whose lines may end with LF alone.
    void read(String text) {
        String lines = text.replace("\r\n", "\n");
        size = lines.length();
        int position = 0;
        while (position < lines.length() && lines.charAt(position) != '\n') {
            int end = fieldEnd(lines, position);
            String field = lines.substring(position, end);
            if (!isField(field)) {
                break;
            }
            headers.add(new Header(field.replace("\n", "\r\n")));
            position = end;
        }
        boolean emptyLine = position < lines.length() && lines.charAt(position) == '\n';
        String rest = lines.substring(emptyLine ? position + 1 : position).replace("\n", "\r\n");
        body = Optional.of(Bytes.of(rest.getBytes(StandardCharsets.ISO_8859_1)));
    }

    private static int fieldEnd(String lines, int start) {
        int end = start;
        do {
            int newline = lines.indexOf('\n', end);
            end = newline < 0 ? lines.length() : newline + 1;
        } while (end < lines.length() && (lines.charAt(end) == ' ' || lines.charAt(end) == '\t'));
        return end;
    }

    private static boolean isField(String field) {
        int colon = field.indexOf(':');
        return colon > 0 && field.substring(0, colon).stripTrailing().chars().allMatch(c -> c > ' ' && c < 127);
    }

    @Override
    public String id() {
        return "";
    }

    @Override
    public Address sender() {
        return sender;
    }

    @Override
    public Map<String, String> parameters() {
        return Map.of();
    }

    @Override
    public List<Recipient> recipients() {
        return List.of();
    }

    @Override
    public Origin origin() {
        return origin;
    }

    @Override
    public Instant received() {
        return received;
    }

    @Override
    public List<Header> headers() {
        return List.copyOf(headers);
    }

    @Override
    public Optional<Content> body() {
        return body;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void addHeader(Header header, Placement placement) {
        headers.add(placement == Placement.AT_END ? headers.size() : 0, header);
    }

    @Override
    public void removeHeader(String name) {
        headers.removeIf(header -> header.is(name));
    }
}
