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
import org.postern.core.Envelope;
import org.postern.core.Spool.Spooled;

/// A message from the spool, while it is delivered. It does not change: what leaves is an
/// [org.postern.api.mail.Outgoing].
final class SpooledMessage implements Message {
    private final Spooled spooled;
    private final List<Addressee> addressees;

    SpooledMessage(Spooled spooled) {
        this.spooled = spooled;
        List<Addressee> all = new ArrayList<>(spooled.envelope().recipients().size());
        for (Envelope.To to : spooled.envelope().recipients()) {
            all.add(Addressee.ofEnvelope(to.address(), to.parameters()));
        }
        this.addressees = List.copyOf(all);
    }

    /// The recipients of the envelope, at the roots of their trees.
    List<Addressee> addressees() {
        return addressees;
    }

    /// The stored slots and variables.
    Map<String, String> state() {
        return spooled.envelope().state();
    }

    Content content() {
        return spooled.body();
    }

    @Override
    public String id() {
        return spooled.envelope().id();
    }

    @Override
    public Address sender() {
        return spooled.envelope().sender();
    }

    @Override
    public Map<String, String> parameters() {
        return spooled.envelope().parameters();
    }

    @Override
    public List<Recipient> recipients() {
        return List.copyOf(addressees);
    }

    @Override
    public Origin origin() {
        return spooled.envelope().origin();
    }

    @Override
    public Instant received() {
        return spooled.envelope().received();
    }

    @Override
    public List<Header> headers() {
        return spooled.headers();
    }

    @Override
    public Optional<Content> body() {
        return Optional.of(spooled.body());
    }

    @Override
    public long size() {
        long size = spooled.body().size();
        for (Header header : spooled.headers()) {
            size += header.text().length();
        }
        return size;
    }

    @Override
    public void addHeader(Header header, Placement placement) {
        throw new IllegalStateException("the header of a message does not change during delivery");
    }

    @Override
    public void removeHeader(String name) {
        throw new IllegalStateException("the header of a message does not change during delivery");
    }
}
