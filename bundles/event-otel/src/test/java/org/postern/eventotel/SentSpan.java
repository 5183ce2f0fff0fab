package org.postern.eventotel;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// A span as a collector reads it (opentelemetry/proto/trace/v1/trace.proto).
///
/// @param service the attribute `service.name` of its resource
/// @param start in nanoseconds
/// @param end in nanoseconds
/// @param events their names
/// @param status 0 unset, 1 ok, 2 error
record SentSpan(
        String service,
        String trace,
        String id,
        String parent,
        String name,
        long kind,
        long start,
        long end,
        Map<String, String> attributes,
        List<String> events,
        long status,
        String reason) {

    /// Those of a request.
    static List<SentSpan> of(byte[] request) {
        return Protobuf.of(ByteBuffer.wrap(request)).messages(1).stream()
                .flatMap(SentSpan::ofResource)
                .toList();
    }

    private static Stream<SentSpan> ofResource(Protobuf resource) {
        String service = attributes(resource.messages(1).getFirst(), 1).getOrDefault("service.name", "");
        return resource.messages(2).stream()
                .flatMap(scope -> scope.messages(2).stream())
                .map(span -> of(service, span));
    }

    private static SentSpan of(String service, Protobuf span) {
        Protobuf status = span.messages(15).stream().findFirst().orElse(new Protobuf(List.of()));
        return new SentSpan(
                service,
                HexFormat.of().formatHex(span.bytes(1)),
                HexFormat.of().formatHex(span.bytes(2)),
                HexFormat.of().formatHex(span.bytes(4)),
                span.text(5),
                span.value(6),
                span.value(7),
                span.value(8),
                attributes(span, 9),
                span.messages(11).stream().map(event -> event.text(2)).toList(),
                status.value(3),
                status.text(2));
    }

    private static Map<String, String> attributes(Protobuf owner, int number) {
        Map<String, String> attributes = new TreeMap<>();
        for (Protobuf pair : owner.messages(number)) {
            Protobuf value = pair.messages(2).getFirst();
            attributes.put(pair.text(1), value.value(3) == 0 ? value.text(1) : Long.toString(value.value(3)));
        }
        return attributes;
    }
}
