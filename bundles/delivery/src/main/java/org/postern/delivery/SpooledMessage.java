package org.postern.delivery;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
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

/// A message from the spool, while it is delivered. Only the system filter changes it, before it is routed:
/// what leaves is an [org.postern.api.mail.Outgoing].
final class SpooledMessage implements Message {
    private final Spooled spooled;
    private final List<Addressee> addressees;
    private List<Header> headers;
    private boolean changeable;

    SpooledMessage(Spooled spooled) {
        this.spooled = spooled;
        this.headers = spooled.headers();
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

    @Override
    public Map<String, String> stored() {
        Map<String, String> state = spooled.envelope().state();
        if (!state.containsKey(Takeover.ORIGINAL)) {
            return state;
        }
        Map<String, String> rest = new HashMap<>(state);
        rest.remove(Takeover.ORIGINAL);
        return Map.copyOf(rest);
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
        return headers;
    }

    @Override
    public Optional<Content> body() {
        return Optional.of(spooled.body());
    }

    @Override
    public long size() {
        long size = spooled.body().size();
        for (Header header : headers) {
            size += header.text().length();
        }
        return size;
    }

    /// Whether the header may change from now on.
    void changeable(boolean yes) {
        changeable = yes;
    }

    @Override
    public void addHeader(Header header, Placement placement) {
        checkChangeable();
        List<Header> changed = new ArrayList<>(headers);
        switch (placement) {
            case AT_END -> changed.addLast(header);
            case AFTER_RECEIVED, AT_START_RFC -> changed.add(leadingReceived(), header);
            case AT_START -> changed.addFirst(header);
        }
        headers = List.copyOf(changed);
    }

    private int leadingReceived() {
        int count = 0;
        while (count < headers.size() && headers.get(count).is("Received")) {
            count++;
        }
        return count;
    }

    @Override
    public void removeHeader(String name) {
        checkChangeable();
        headers = headers.stream().filter(header -> !header.is(name)).toList();
    }

    private void checkChangeable() {
        if (!changeable) {
            throw new IllegalStateException("the header of a message does not change during delivery");
        }
    }
}
