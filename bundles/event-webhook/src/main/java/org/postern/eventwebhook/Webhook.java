package org.postern.eventwebhook;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.postern.broadcast.JsonLine;
import org.postern.broadcast.Occurrence;
import org.postern.broadcast.Outlet;

/// A web server that gets some events with each POST, a JSON text in each line. What it does not take now (no
/// answer, 429, 5xx) is tried again after a pause that doubles; what it refuses is lost.
final class Webhook implements Outlet {
    private static final int TOO_MANY = 429;
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final HttpClient client = HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private final Duration pause;
    private volatile Optional<Wishes> wishes = Optional.empty();

    /// What the configuration says.
    ///
    /// @param address of the server
    /// @param authorization the value of the field Authorization
    /// @param timeout how long it may take for an answer
    /// @param tries how often an event is sent at most
    record Wishes(URI address, Optional<String> authorization, Duration timeout, long tries) {}

    /// @param pause after the first try
    Webhook(Duration pause) {
        this.pause = pause;
    }

    /// From now on to there; nothing is sent without an address.
    void follow(Optional<Wishes> other) {
        wishes = other;
    }

    @Override
    public void send(List<Occurrence> some) throws IOException, InterruptedException {
        Optional<Wishes> now = wishes;
        if (now.isEmpty()) {
            return;
        }
        String body = some.stream().map(JsonLine::of).collect(Collectors.joining("\n", "", "\n"));
        Duration wait = pause;
        for (long left = now.get().tries() - 1; !isTaken(now.get(), body, left); left--) {
            Thread.sleep(wait);
            wait = wait.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? wait.multipliedBy(2) : LONGEST_PAUSE;
        }
    }

    /// @param left how many tries there are after this one
    private boolean isTaken(Wishes now, String body, long left) throws IOException, InterruptedException {
        int status;
        try {
            status = post(now, body);
        } catch (IOException e) {
            if (left <= 0) {
                throw new IOException("no answer from " + now.address() + ": " + e, e);
            }
            return false;
        }
        if (status / 100 == 2) {
            return true;
        }
        boolean isTemporary = status == TOO_MANY || status / 100 == 5;
        if (!isTemporary || left <= 0) {
            throw new IOException(now.address() + " answers " + status);
        }
        return false;
    }

    private int post(Wishes now, String body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(now.address())
                .timeout(now.timeout())
                .header("Content-Type", "application/x-ndjson")
                .POST(BodyPublishers.ofString(body, StandardCharsets.UTF_8));
        now.authorization().ifPresent(value -> request.header("Authorization", value));
        return client.send(request.build(), BodyHandlers.discarding()).statusCode();
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
