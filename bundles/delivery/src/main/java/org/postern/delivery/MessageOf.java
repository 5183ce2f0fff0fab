package org.postern.delivery;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.mail.Address;
import org.postern.api.mail.Content;
import org.postern.api.mail.Header;
import org.postern.api.mail.Message;
import org.postern.api.mail.Origin;
import org.postern.api.mail.Recipient;

/// A message of which nothing is told but its sender, while an address is routed without a message of its
/// own: what is known of the message in hand, if there is one, stays known.
///
/// @param sender the envelope sender
/// @param received when it came
/// @param origin where it comes from
/// @param inner the message in hand
record MessageOf(Address sender, Instant received, Origin origin, Optional<Message> inner) implements Message {
    /// The message of a context, from another sender.
    static MessageOf sender(Address sender, Context context) {
        return from(sender, context.message().map(Message::origin).orElse(Origin.LOCAL), context);
    }

    /// The same from elsewhere.
    static MessageOf from(Address sender, Origin origin, Context context) {
        return new MessageOf(sender, context.now(), origin, context.message());
    }

    @Override
    public String id() {
        return inner.map(Message::id).orElse("");
    }

    @Override
    public Map<String, String> parameters() {
        return inner.map(Message::parameters).orElse(Map.of());
    }

    @Override
    public List<Recipient> recipients() {
        return inner.map(Message::recipients).orElse(List.of());
    }

    @Override
    public List<Header> headers() {
        return inner.map(Message::headers).orElse(List.of());
    }

    @Override
    public Optional<Content> body() {
        return inner.flatMap(Message::body);
    }

    @Override
    public long size() {
        return inner.map(Message::size).orElse(0L);
    }

    @Override
    public void addHeader(Header header, Placement placement) {
        inner.ifPresent(message -> message.addHeader(header, placement));
    }

    @Override
    public void removeHeader(String name) {
        inner.ifPresent(message -> message.removeHeader(name));
    }
}
