package org.postern.eventotel;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.sdk.trace.IdGenerator;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/// The identities of traces and spans. Those of a message come of its id alone, so that spans of attempts
/// that are
/// days and restarts apart are in one trace; all others are random. Confined to one thread.
final class Identities implements IdGenerator {
    private static final int TRACE_BYTES = 16;
    private static final int SPAN_BYTES = 8;

    private final IdGenerator random = IdGenerator.random();
    private Optional<SpanContext> given = Optional.empty();

    /// What identifies the span of a message, which is the parent of those of its deliveries.
    static SpanContext ofMessage(String id) {
        byte[] digest = digest(id);
        HexFormat hex = HexFormat.of();
        return SpanContext.createFromRemoteParent(
                hex.formatHex(digest, 0, TRACE_BYTES),
                hex.formatHex(digest, TRACE_BYTES, TRACE_BYTES + SPAN_BYTES),
                TraceFlags.getSampled(),
                TraceState.getDefault());
    }

    private static byte[] digest(String id) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.ISO_8859_1));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    /// Starts a span that has this identity.
    Span start(SpanContext identity, SpanBuilder builder) {
        given = Optional.of(identity);
        try {
            return builder.setNoParent().startSpan();
        } finally {
            given = Optional.empty();
        }
    }

    @Override
    public String generateTraceId() {
        return given.map(SpanContext::getTraceId).orElseGet(random::generateTraceId);
    }

    @Override
    public String generateSpanId() {
        return given.map(SpanContext::getSpanId).orElseGet(random::generateSpanId);
    }
}
