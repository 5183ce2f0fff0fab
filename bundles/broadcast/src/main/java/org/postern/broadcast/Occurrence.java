package org.postern.broadcast;

import java.net.InetAddress;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.Event;
import org.postern.api.config.Settings;
import org.postern.api.mail.Host;
import org.postern.api.mail.Message;
import org.postern.api.mail.Recipient;
import org.postern.api.net.IpText;
import org.postern.api.net.Outbound;

/// An event with what was known when it happened. It holds no part of the message, and may outlive it.
///
/// @param time when it happened
/// @param name of the event
/// @param received when the message came; empty if there is none
/// @param fields what is known, by name: only what is known is there. Text is as the server has it, a byte in
/// each `char`
public record Occurrence(Instant time, String name, Optional<Instant> received, Map<String, String> fields) {
    /// The fields cannot be changed.
    public Occurrence {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /// What happens in `context`. Nothing is expanded for it, or looked up.
    public static Occurrence of(Event event, Context context) {
        Map<String, String> fields = new LinkedHashMap<>();
        put(fields, "data", event.data().value());
        if (event.errno() != 0) {
            fields.put("defer_errno", Integer.toString(event.errno()));
        }
        context.message().ifPresent(message -> describe(message, fields));
        context.recipient().ifPresent(recipient -> describe(recipient, fields));
        event.transport().map(Settings::name).ifPresent(name -> fields.put("transport_name", name));
        context.host().ifPresent(host -> describe(host, context, fields));
        context.clientAddress().map(IpText::of).ifPresent(address -> fields.put("sender_host_address", address));
        return new Occurrence(context.now(), event.name(), context.message().map(Message::received), fields);
    }

    private static void describe(Message message, Map<String, String> fields) {
        put(fields, "message_id", message.id());
        fields.put("sender_address", message.sender().toString());
    }

    private static void describe(Recipient recipient, Map<String, String> fields) {
        put(fields, "local_part", recipient.address().localPart());
        put(fields, "domain", recipient.address().domain());
        recipient.fact("router_name").ifPresent(name -> put(fields, "router_name", name.value()));
    }

    private static void describe(Host host, Context context, Map<String, String> fields) {
        put(fields, "host", host.name());
        Optional<InetAddress> address = host.address();
        address.map(IpText::of).ifPresent(text -> put(fields, "host_address", text));
        Optional<Outbound> way = context.get(Outbound.SLOT)
                .filter(known ->
                        address.filter(known.peer().getAddress()::equals).isPresent());
        int port = host.port() > 0
                ? host.port()
                : way.map(known -> known.peer().getPort()).orElse(0);
        if (port > 0) {
            fields.put("host_port", Integer.toString(port));
        }
    }

    private static void put(Map<String, String> fields, String name, String value) {
        if (!value.isEmpty()) {
            fields.put(name, value);
        }
    }
}
