package org.postern.eventotel;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postern.broadcast.JsonLine;
import org.postern.broadcast.Occurrence;

/// Makes spans of what happens: `message` from its reception to its completion, in it a `delivery` for each
/// attempt
/// to deliver it to a recipient, and one of no length for whatever belongs to none of them. Confined to one
/// thread.
///
/// @param tracer makes them
/// @param identities of those that it makes
/// @param attempts what is known of deliveries that are under way
record Spans(Tracer tracer, Identities identities, Attempts attempts) {
    private static final Set<String> ENDS =
            Set.of("msg:delivery", "msg:fail:delivery", "msg:fail:internal", "msg:rcpt:defer", "msg:host:defer");

    /// This happens now.
    void tell(Occurrence occurrence) {
        Optional<String> message = Optional.ofNullable(occurrence.fields().get("message_id"));
        if (message.isPresent()) {
            ofMessage(message.get(), occurrence);
        } else {
            alone(occurrence, tracer.spanBuilder(occurrence.name()).setNoParent());
        }
    }

    private void ofMessage(String message, Occurrence occurrence) {
        String host = occurrence
                .fields()
                .getOrDefault("host_address", occurrence.fields().getOrDefault("host", ""));
        Optional<Attempt> attempt = attempts.find(message, host);
        if (occurrence.name().equals("tcp:connect")) {
            attempts.begin(message, host, occurrence).forEach(this::leftover);
        } else if (occurrence.name().equals("msg:complete")) {
            attempts.forget(message).forEach(this::leftover);
            complete(message, occurrence);
        } else if (ENDS.contains(occurrence.name())) {
            delivery(message, occurrence, attempt);
            if (occurrence.name().equals("msg:host:defer")) {
                attempts.end(message, host);
            }
        } else if (attempt.isEmpty() || !attempt.get().note(occurrence)) {
            alone(occurrence, child(message, occurrence.name()));
        }
    }

    private SpanBuilder child(String message, String name) {
        SpanContext parent = Identities.ofMessage(message);
        return tracer.spanBuilder(name).setParent(Context.root().with(Span.wrap(parent)));
    }

    private void complete(String message, Occurrence occurrence) {
        SpanBuilder builder = tracer.spanBuilder("message")
                .setAllAttributes(Traits.of(occurrence))
                .setStartTimestamp(notAfter(occurrence.received().orElse(occurrence.time()), occurrence));
        identities.start(Identities.ofMessage(message), builder).end(occurrence.time());
    }

    private void delivery(String message, Occurrence end, Optional<Attempt> attempt) {
        SpanKind kind = end.fields().containsKey("host_address") ? SpanKind.CLIENT : SpanKind.INTERNAL;
        Instant start = attempt.map(known -> known.beginning().time()).orElse(end.time());
        Span span = child(message, "delivery")
                .setSpanKind(kind)
                .setAllAttributes(Traits.of(end))
                .setStartTimestamp(notAfter(start, end))
                .startSpan();
        attempt.ifPresent(known -> add(known.tell(), span));
        mark(span, end);
        span.end(end.time());
    }

    /// A connection that came to no end that we would know of: it was made, and another host was taken.
    private void leftover(Attempt attempt) {
        if (!attempt.isUntold()) {
            return;
        }
        Occurrence beginning = attempt.beginning();
        Span span = child(beginning.fields().getOrDefault("message_id", ""), "connection")
                .setSpanKind(SpanKind.CLIENT)
                .setAllAttributes(Traits.of(beginning))
                .setStartTimestamp(beginning.time())
                .startSpan();
        add(attempt.tell(), span);
        span.end(attempt.latest());
    }

    private static void alone(Occurrence occurrence, SpanBuilder builder) {
        Span span = builder.setAllAttributes(Traits.of(occurrence))
                .setStartTimestamp(occurrence.time())
                .startSpan();
        mark(span, occurrence);
        span.end(occurrence.time());
    }

    private static void add(List<Occurrence> notes, Span span) {
        notes.forEach(note -> span.addEvent(note.name(), Traits.ofNote(note), note.time()));
    }

    private static void mark(Span span, Occurrence end) {
        if (end.name().equals("msg:delivery")) {
            span.setStatus(StatusCode.OK);
        } else if (end.name().contains("fail") || end.name().contains("defer")) {
            span.setStatus(StatusCode.ERROR, JsonLine.characters(end.fields().getOrDefault("data", "")));
        }
    }

    /// Clocks may be set back.
    private static Instant notAfter(Instant start, Occurrence end) {
        return start.isBefore(end.time()) ? start : end.time();
    }
}
