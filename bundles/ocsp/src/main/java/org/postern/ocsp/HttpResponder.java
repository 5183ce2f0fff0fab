package org.postern.ocsp;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Asks responders over HTTP, by POST (RFC 6960, appendix A). Redirections are not followed. Safe for any
/// number of threads.
final class HttpResponder implements Responder, AutoCloseable {
    private static final int OK = 200;

    private final Duration limit;
    private final HttpClient client;

    /// @param limit how long an exchange may take in all
    HttpResponder(Duration limit) {
        this.limit = limit;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(limit)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    @Override
    public byte[] ask(URI address, byte[] request) throws OcspException, InterruptedException {
        HttpRequest post = post(address, request);
        // The time limit of a request ends with the header of the answer: this one holds for all of it.
        CompletableFuture<HttpResponse<byte[]>> exchange =
                client.sendAsync(post, BodyHandlers.limiting(BodyHandlers.ofByteArray(), OcspResponse.LARGEST));
        try {
            HttpResponse<byte[]> response = exchange.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() != OK) {
                throw new OcspException(address + ": HTTP status " + response.statusCode());
            }
            return response.body();
        } catch (TimeoutException e) {
            throw new OcspException(address + ": no answer in " + limit.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw new OcspException(address + ": " + words(e), e);
        } finally {
            exchange.cancel(true);
        }
    }

    private HttpRequest post(URI address, byte[] request) throws OcspException {
        try {
            return HttpRequest.newBuilder(address)
                    .header("Content-Type", "application/ocsp-request")
                    .header("Accept", "application/ocsp-response")
                    .timeout(limit)
                    .POST(HttpRequest.BodyPublishers.ofByteArray(request))
                    .build();
        } catch (IllegalArgumentException e) {
            throw new OcspException("not an address to ask over HTTP: " + address, e);
        }
    }

    private static String words(ExecutionException e) {
        Throwable cause = e.getCause();
        return cause instanceof IOException && cause.getMessage() != null ? cause.getMessage() : String.valueOf(cause);
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
