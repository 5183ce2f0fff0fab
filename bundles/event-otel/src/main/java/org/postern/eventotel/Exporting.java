package org.postern.eventotel;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.exporter.internal.FailedExportException.HttpExportException;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// OpenTelemetry's SDK, set up as the configuration wishes: it makes spans and sends them. Confined to one
/// thread.
final class Exporting implements AutoCloseable {
    private static final int LONGEST_VALUE = 4096;
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final Wishes wishes;
    private final Ended ended = new Ended();
    private final Identities identities = new Identities();
    private final SdkTracerProvider provider;
    private final SpanExporter exporter;

    Exporting(Wishes wishes) {
        this.wishes = wishes;
        this.exporter = exporter(wishes);
        this.provider = SdkTracerProvider.builder()
                .setIdGenerator(identities)
                .setResource(Resource.getDefault()
                        .merge(Resource.create(
                                Attributes.of(AttributeKey.stringKey("service.name"), wishes.service()))))
                .setSampler(Sampler.traceIdRatioBased(wishes.share()))
                .setSpanLimits(SpanLimits.builder()
                        .setMaxAttributeValueLength(LONGEST_VALUE)
                        .build())
                .setMeterProvider(MeterProvider::noop)
                .addSpanProcessor(ended)
                .build();
    }

    private static SpanExporter exporter(Wishes wishes) {
        OtlpHttpSpanExporterBuilder builder = OtlpHttpSpanExporter.builder()
                .setEndpoint(wishes.endpoint().toString())
                .setTimeout(wishes.timeout())
                .setMeterProvider(MeterProvider.noop());
        wishes.headers().forEach(builder::addHeader);
        return builder.build();
    }

    Wishes wishes() {
        return wishes;
    }

    Tracer tracer() {
        return provider.get("org.postern.event-otel");
    }

    Identities identities() {
        return identities;
    }

    /// The spans that have ended since it was asked before.
    List<SpanData> ended() {
        return ended.take();
    }

    /// Sends them, and waits until the collector has them.
    void export(List<SpanData> spans) throws IOException, InterruptedException {
        CompletableResultCode result = exporter.export(spans);
        result.join(wishes.timeout().plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (!result.isSuccess()) {
            throw new IOException(wishes.endpoint() + ": "
                    + Optional.ofNullable(result.getFailureThrowable())
                            .map(Exporting::reason)
                            .orElse("no answer"));
        }
    }

    /// The library has the status of an answer in this type alone.
    private static String reason(Throwable failure) {
        Throwable cause = Optional.ofNullable(failure.getCause()).orElse(failure);
        return failure instanceof HttpExportException refused
                ? Optional.ofNullable(refused.getResponse())
                        .map(response -> "answer " + response.getStatusCode())
                        .orElseGet(cause::toString)
                : cause.toString();
    }

    @Override
    public void close() {
        provider.shutdown();
        exporter.shutdown();
    }
}
