package org.postern.transports;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.api.mail.Address;
import org.postern.api.mail.Content;
import org.postern.api.mail.Header;
import org.postern.api.mail.Message;
import org.postern.api.mail.Origin;
import org.postern.api.mail.Outgoing;
import org.postern.api.mail.Recipient;

/// A message as it was received.
record FakeMessage(String id, Outgoing as, List<Recipient> recipients, Map<String, String> parameters)
        implements Message {
    @Override
    public Address sender() {
        return as.returnPath();
    }

    @Override
    public Origin origin() {
        return Origin.LOCAL;
    }

    @Override
    public Instant received() {
        return FakeDelivery.RECEIVED;
    }

    @Override
    public List<Header> headers() {
        return as.headers();
    }

    @Override
    public Optional<Content> body() {
        return Optional.of(as.body());
    }

    @Override
    public long size() {
        return as.size();
    }

    @Override
    public void addHeader(Header header, Placement placement) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void removeHeader(String name) {
        throw new UnsupportedOperationException();
    }
}
