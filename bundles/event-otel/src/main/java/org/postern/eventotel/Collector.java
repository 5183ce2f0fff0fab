package org.postern.eventotel;

import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.postern.broadcast.Occurrence;
import org.postern.broadcast.Outlet;

/// Where spans go: the collector that the configuration names. What was begun stays begun when it names
/// another.
final class Collector implements Outlet {
    private volatile Optional<Wishes> wishes = Optional.empty();
    // Confined to the thread that sends.
    private final Attempts attempts = new Attempts();
    private Optional<Exporting> current = Optional.empty();

    /// From now on to there; nothing is sent without an endpoint.
    void follow(Optional<Wishes> other) {
        wishes = other;
    }

    @Override
    public void send(List<Occurrence> some) throws IOException, InterruptedException {
        Optional<Wishes> now = wishes;
        if (!now.equals(current.map(Exporting::wishes))) {
            current.ifPresent(Exporting::close);
            current = now.map(Exporting::new);
        }
        if (current.isEmpty()) {
            return;
        }
        Exporting way = current.get();
        Spans spans = new Spans(way.tracer(), way.identities(), attempts);
        some.forEach(spans::tell);
        List<SpanData> ended = way.ended();
        if (!ended.isEmpty()) {
            way.export(ended);
        }
    }

    @Override
    public void close() {
        current.ifPresent(Exporting::close);
    }
}
