package org.postern.core;

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

/// A message that exists only to try something with. Confined to one thread.
public final class TriedMessage implements Message {
    private final TriedText text;
    private final Address sender;
    private final List<Recipient> recipients;
    private final Origin origin;
    private final Instant received;
    private final List<Header> headers;

    public TriedMessage(TriedText text, Address sender, List<Recipient> recipients, Origin origin, Instant received) {
        this.text = text;
        this.sender = sender;
        this.recipients = List.copyOf(recipients);
        this.origin = origin;
        this.received = received;
        this.headers = new ArrayList<>(text.headers());
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
        return recipients;
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
        return text.body();
    }

    @Override
    public long size() {
        return text.size();
    }

    @Override
    public void addHeader(Header header, Placement placement) {
        if (placement == Placement.AT_END) {
            headers.add(header);
        } else {
            headers.addFirst(header);
        }
    }

    @Override
    public void removeHeader(String name) {
        headers.removeIf(header -> header.is(name));
    }
}
