package org.postern.eventotel;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import java.util.Map;
import java.util.Optional;
import org.postern.broadcast.JsonLine;
import org.postern.broadcast.Occurrence;

/// Attributes of what is known of an event. Names are those of OpenTelemetry where it has one.
final class Traits {
    private static final Map<String, String> TEXTS = Map.of(
            "data", "postern.data",
            "message_id", "postern.message_id",
            "sender_address", "postern.sender",
            "router_name", "postern.router",
            "transport_name", "postern.transport",
            "host", "server.address",
            "host_address", "network.peer.address",
            "sender_host_address", "client.address");
    private static final Map<String, String> NUMBERS =
            Map.of("defer_errno", "postern.errno", "host_port", "network.peer.port");

    private Traits() {}

    /// All that is known.
    static Attributes of(Occurrence occurrence) {
        AttributesBuilder builder = Attributes.builder().put("postern.event", occurrence.name());
        occurrence.fields().forEach((field, value) -> put(builder, field, value));
        recipient(occurrence.fields()).ifPresent(address -> builder.put("postern.recipient", address));
        return builder.build();
    }

    /// What is not known of the span already that the event is in.
    static Attributes ofNote(Occurrence note) {
        AttributesBuilder builder = Attributes.builder();
        note.fields().forEach((field, value) -> {
            if (field.equals("data") || field.equals("defer_errno")) {
                put(builder, field, value);
            }
        });
        return builder.build();
    }

    private static void put(AttributesBuilder builder, String field, String value) {
        Optional.ofNullable(TEXTS.get(field)).ifPresent(name -> builder.put(name, JsonLine.characters(value)));
        Optional.ofNullable(NUMBERS.get(field)).ifPresent(name -> builder.put(name, Long.parseLong(value)));
    }

    private static Optional<String> recipient(Map<String, String> fields) {
        return Optional.ofNullable(fields.get("local_part"))
                .map(local ->
                        JsonLine.characters(fields.containsKey("domain") ? local + "@" + fields.get("domain") : local));
    }
}
