package org.postern.delivery;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.api.mail.Address;
import org.postern.api.mail.Content;
import org.postern.api.mail.Header;
import org.postern.api.mail.Message;
import org.postern.api.mail.Origin;
import org.postern.api.mail.Recipient;
import org.postern.core.MailContext;

/// A message as if the null sender had sent it: routing a sender means routing a bounce.
///
/// @param message the message
record FromNobody(Message message) implements Message {
    static MailContext view(MailContext context) {
        return context.message()
                .map(message -> context.with(new FromNobody(message)))
                .orElse(context);
    }

    @Override
    public String id() {
        return message.id();
    }

    @Override
    public Address sender() {
        return Address.NULL;
    }

    @Override
    public Map<String, String> parameters() {
        return message.parameters();
    }

    @Override
    public List<Recipient> recipients() {
        return message.recipients();
    }

    @Override
    public Origin origin() {
        return message.origin();
    }

    @Override
    public Instant received() {
        return message.received();
    }

    @Override
    public List<Header> headers() {
        return message.headers();
    }

    @Override
    public Optional<Content> body() {
        return message.body();
    }

    @Override
    public long size() {
        return message.size();
    }

    @Override
    public void addHeader(Header header, Placement placement) {
        message.addHeader(header, placement);
    }

    @Override
    public void removeHeader(String name) {
        message.removeHeader(name);
    }
}
