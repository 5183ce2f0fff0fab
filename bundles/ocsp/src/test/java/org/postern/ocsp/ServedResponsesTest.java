package org.postern.ocsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.testkit.RecordingLog;

class ServedResponsesTest {
    private static final Instant NOW = TestAuthority.NOW;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    private final TestAuthority authority = new TestAuthority("authority");
    private final X509Certificate leaf = authority.leaf("mx.example.org", "http://ocsp.example.org/");
    private final List<X509Certificate> chain = List.of(leaf, authority.certificate());
    private final byte[] good = TestResponse.of(authority).good(leaf).der();
    private final RecordingLog log = new RecordingLog();
    private final AtomicInteger asked = new AtomicInteger();
    private final CountDownLatch answering = new CountDownLatch(1);
    private ServedResponses responses;

    @BeforeEach
    void open() {
        responses = new ServedResponses(Optional.of(directory.resolve("kept")), this::answer, InstantSource.fixed(NOW));
    }

    @AfterEach
    void close() {
        answering.countDown();
        responses.close();
    }

    private byte[] answer(URI address, byte[] request) throws OcspException, InterruptedException {
        asked.incrementAndGet();
        answering.await();
        return good;
    }

    private Optional<byte[]> find(ResponseFile... files) {
        return responses.find(chain, List.of(files), NOW, log).map(Response::der);
    }

    /// Looks until there is a response.
    private byte[] found() throws InterruptedException {
        long end = System.nanoTime() + LIMIT.toNanos();
        Optional<byte[]> found = find();
        while (found.isEmpty() && System.nanoTime() < end) {
            Thread.onSpinWait();
            found = find();
        }
        return found.orElseThrow();
    }

    private String described() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new OcspCommand(responses).run(List.of(), new PrintStream(out, true, StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void nothing_is_fetched_unless_it_is_wanted() throws IOException {
        assertThat(find()).isEmpty();
        assertThat(asked).hasValue(0);
        assertThat(described()).isEqualTo("no certificate has a response, and none is being fetched\n");
    }

    @Test
    void a_handshake_does_not_wait_for_the_responder() throws InterruptedException, IOException {
        responses.fetch(true);
        assertThat(find()).isEmpty();
        assertThat(described()).contains("  state: none\n", "  next fetch: now\n", "  last error: none\n");
        answering.countDown();
        assertThat(found()).isEqualTo(good);
        assertThat(asked).hasValue(1);
    }

    @Test
    void the_state_is_shown() throws InterruptedException, IOException {
        responses.fetch(true);
        answering.countDown();
        found();
        assertThat(described()).isEqualTo("""
                certificate 2 of CN=mx.example.org
                  state: good, fetched
                  this update: 2026-03-01T11:00:00Z
                  next update: 2026-03-02T11:00:00Z
                  next fetch: 2026-03-01T23:00:00Z
                  last error: none
                """);
        assertThatThrownBy(() -> new OcspCommand(responses).run(List.of("x"), System.out))
                .hasMessage("usage: ocsp");
    }

    @Test
    void a_file_comes_first() throws IOException {
        responses.fetch(true);
        Path file = Files.write(directory.resolve("good.der"), good);
        assertThat(find(new ResponseFile(file, false))).contains(good);
        assertThat(asked).hasValue(0);
        assertThat(described()).isEqualTo("""
                certificate 2 of CN=mx.example.org
                  state: good, in a file
                  this update: 2026-03-01T11:00:00Z
                  next update: 2026-03-02T11:00:00Z
                """);
    }

    @Test
    void what_was_fetched_is_not_stapled_when_that_is_no_longer_wanted() throws InterruptedException {
        responses.fetch(true);
        answering.countDown();
        found();
        responses.fetch(false);
        assertThat(find()).isEmpty();
    }

    @Test
    void what_was_fetched_is_there_after_a_restart_without_asking() throws InterruptedException {
        answering.countDown();
        try (Renewals before = renewals()) {
            awaitOne(before);
        }
        assertThat(asked).hasValue(1);
        try (Renewals after = renewals()) {
            awaitOne(after);
        }
        assertThat(asked).hasValue(1);
    }

    private Renewals renewals() {
        return new Renewals(this::answer, new Kept(directory.resolve("kept")), InstantSource.fixed(NOW));
    }

    private void awaitOne(Renewals renewals) {
        long end = System.nanoTime() + LIMIT.toNanos();
        Optional<Response> found = Optional.empty();
        while (found.isEmpty() && System.nanoTime() < end) {
            found = renewals.find(leaf, authority.subject(leaf), log);
        }
        assertThat(found.orElseThrow().der()).isEqualTo(good);
    }
}
