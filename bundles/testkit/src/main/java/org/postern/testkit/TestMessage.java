package org.postern.testkit;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.postern.api.mail.Address;
import org.postern.api.mail.Bytes;
import org.postern.api.mail.Content;
import org.postern.api.mail.Header;
import org.postern.api.mail.Message;
import org.postern.api.mail.Origin;
import org.postern.api.mail.Recipient;

/// A message as a test wants it: local, without recipients and before its data unless it says so.
public final class TestMessage implements Message {
    private final Address sender;
    private final Map<String, String> parameters = new HashMap<>();
    private final Map<String, String> stored = new HashMap<>();
    private final List<Recipient> recipients = new ArrayList<>();
    private final List<Header> headers = new ArrayList<>();
    private final Set<Header> own = Collections.newSetFromMap(new IdentityHashMap<>());
    private Origin origin = Origin.LOCAL;
    private Optional<Content> body = Optional.empty();
    private Instant received = Instant.parse("2026-01-01T00:00:00Z");
    private String id = "1vZZZZ-000000000001-0001";

    private TestMessage(Address sender) {
        this.sender = sender;
    }

    /// A message from this sender, `local@domain`, or the empty string for a bounce.
    public static TestMessage from(String sender) {
        return new TestMessage(address(sender));
    }

    /// The address `local@domain`, read as it stands: quotes are part of the local part.
    static Address address(String text) {
        int at = text.lastIndexOf('@');
        return at < 0 ? new Address(text, "") : new Address(text.substring(0, at), text.substring(at + 1));
    }

    /// Its id.
    public TestMessage id(String other) {
        id = other;
        return this;
    }

    /// It goes to these recipients as well.
    public TestMessage to(String... addresses) {
        for (String address : addresses) {
            recipients.add(TestRecipient.of(address));
        }
        return this;
    }

    /// It goes to this recipient as well.
    public TestMessage to(Recipient recipient) {
        recipients.add(recipient);
        return this;
    }

    /// It came with a parameter of MAIL.
    public TestMessage parameter(String keyword, String value) {
        parameters.put(keyword, value);
        return this;
    }

    /// Where it came from.
    public TestMessage origin(Origin other) {
        origin = other;
        return this;
    }

    /// When it was received.
    public TestMessage received(Instant when) {
        received = when;
        return this;
    }

    /// The spool keeps this with it.
    public TestMessage stored(String slot, String value) {
        stored.put(slot, value);
        return this;
    }

    /// It has a header field.
    public TestMessage header(String name, String value) {
        headers.add(Header.of(name, value));
        return this;
    }

    /// Its data has come, with this body; the header stays. Each `char` is a byte.
    public TestMessage body(String text) {
        return body(content(text));
    }

    /// The same with any content.
    public TestMessage body(Content content) {
        body = Optional.of(content);
        return this;
    }

    /// Content in memory; each `char` is a byte.
    public static Content content(String text) {
        return Bytes.of(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Address sender() {
        return sender;
    }

    @Override
    public Map<String, String> parameters() {
        return Map.copyOf(parameters);
    }

    @Override
    public List<Recipient> recipients() {
        return List.copyOf(recipients);
    }

    @Override
    public Origin origin() {
        return origin;
    }

    @Override
    public Map<String, String> stored() {
        return Map.copyOf(stored);
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
        long header = headers.stream().mapToLong(field -> field.text().length()).sum();
        return body.map(content -> header + 2 + content.size()).orElse(0L);
    }

    @Override
    public void addHeader(Header header, Placement placement) {
        own.add(header);
        switch (placement) {
            case AT_START -> headers.addFirst(header);
            case AFTER_RECEIVED -> headers.add(leading("Received"), header);
            case AT_START_RFC -> headers.add(leading("Received", "Return-Path", "Resent-", "DKIM-Signature"), header);
            case AT_END -> headers.addLast(header);
        }
    }

    private int leading(String... names) {
        int count = 0;
        while (count < headers.size() && List.of(names).stream().anyMatch(headers.get(count)::is)) {
            count++;
        }
        return count;
    }

    @Override
    public void removeHeader(String name) {
        headers.removeIf(header -> header.is(name));
    }

    @Override
    public void removeReceived(Predicate<? super Header> fields) {
        headers.removeIf(header -> !own.contains(header) && fields.test(header));
    }
}
