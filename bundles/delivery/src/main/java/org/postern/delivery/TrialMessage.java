package org.postern.delivery;

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

/// A message from standard input, to try something with. Confined to one thread.
final class TrialMessage implements Message {
    private final TrialInput input;
    private final Address sender;
    private final List<Recipient> recipients;
    private final Instant received;
    private final List<Header> headers;

    TrialMessage(TrialInput input, Address sender, Recipient recipient, Instant received) {
        this.input = input;
        this.sender = sender;
        this.recipients = List.of(recipient);
        this.received = received;
        this.headers = new ArrayList<>(input.headers());
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
        return Origin.LOCAL;
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
        return Optional.of(input.body());
    }

    @Override
    public long size() {
        return input.size();
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
