package org.postern.ocsp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.bouncycastle.cert.ocsp.OCSPReq;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.api.MailLog.Stream;
import org.postern.testkit.RecordingLog;

class RenewalTest {
    private static final Instant NOW = TestAuthority.NOW;
    private static final String RESPONDER = "http://ocsp.example.org/";

    @TempDir
    Path directory;

    private final TestAuthority authority = new TestAuthority("authority");
    private final X509Certificate leaf = authority.leaf("mx.example.org", RESPONDER);
    private final RecordingLog log = new RecordingLog();
    private final Deque<Object> answers = new ArrayDeque<>();
    private Instant now = NOW;

    private byte[] answer(URI address, byte[] request) throws OcspException {
        assertThat(address).isEqualTo(URI.create(RESPONDER));
        try {
            assertThat(new OCSPReq(request).getRequestList()[0].getCertID().getSerialNumber())
                    .isEqualTo(leaf.getSerialNumber());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return switch (answers.remove()) {
            case byte[] der -> der;
            case Object problem -> throw new OcspException(problem.toString());
        };
    }

    private Renewal renewal(X509Certificate certificate) {
        return new Renewal(certificate, authority.subject(certificate), this::answer, new Kept(directory), () -> now);
    }

    private Instant renew(Renewal renewal) throws InterruptedException {
        return renewal.renew(log);
    }

    private TestResponse response() {
        return TestResponse.of(authority);
    }

    private List<String> logged() {
        return log.lines(Stream.MAIN);
    }

    @Test
    void fetches_a_response_and_the_next_at_half_of_its_time() throws InterruptedException {
        byte[] good = response().good(leaf).der();
        answers.add(good);
        Renewal renewal = renewal(leaf);
        assertThat(renewal.current(now)).isEmpty();
        assertThat(renew(renewal)).isEqualTo(NOW.plus(Duration.ofHours(11)));
        assertThat(renewal.current(now).orElseThrow().der()).isEqualTo(good);
        assertThat(logged()).containsExactly("OCSP: response for certificate 2 renewed, until 2026-03-02T11:00:00Z");
    }

    @Test
    void fetches_again_soon_when_the_response_is_old_already() throws InterruptedException {
        answers.add(response().good(leaf).from(NOW.minus(Duration.ofDays(9))).der());
        assertThat(renew(renewal(leaf))).isEqualTo(NOW.plus(Duration.ofMinutes(23 * 30)));
    }

    @Test
    void waits_a_minute_at_least() throws InterruptedException {
        answers.add(response().good(leaf).until(NOW.plusSeconds(10)).der());
        assertThat(renew(renewal(leaf))).isEqualTo(NOW.plus(Renewal.SHORTEST));
    }

    @Test
    void keeps_the_last_good_one_when_the_responder_fails_and_tries_ever_more_seldom() throws InterruptedException {
        byte[] good = response().good(leaf).der();
        answers.add(good);
        Renewal renewal = renewal(leaf);
        renew(renewal);
        for (int minutes : List.of(1, 2, 4, 8, 16, 32, 60, 60)) {
            answers.add("no answer");
            assertThat(renew(renewal)).isEqualTo(now.plus(Duration.ofMinutes(minutes)));
        }
        assertThat(renewal.current(now).orElseThrow().der()).isEqualTo(good);
        assertThat(renewal.state().error()).isEqualTo("no answer");
        assertThat(logged()).last().isEqualTo("OCSP: response for certificate 2 not renewed: no answer");
        assertThat(logged()).hasSize(2);
        answers.add(good);
        assertThat(renew(renewal)).isEqualTo(NOW.plus(Duration.ofHours(11)));
        assertThat(renewal.state().error()).isEmpty();
    }

    @Test
    void the_last_good_one_is_not_stapled_when_it_has_ended() throws InterruptedException {
        answers.add(response().good(leaf).der());
        Renewal renewal = renewal(leaf);
        renew(renewal);
        now = NOW.plus(Duration.ofHours(23));
        assertThat(renewal.current(now)).isEmpty();
    }

    @Test
    void takes_nothing_that_a_client_would_not_believe() throws InterruptedException {
        Renewal renewal = renewal(leaf);
        answers.add(response().good(authority.leaf("other.example.org")).der());
        answers.add(response()
                .good(leaf)
                .signedBy(new TestAuthority("stranger").itself())
                .der());
        answers.add(response().good(leaf).until(NOW.minusSeconds(1)).der());
        answers.add(response().good(leaf).withoutEnd().der());
        answers.add(response().unknown(leaf).der());
        answers.add(new byte[] {1, 2, 3});
        while (!answers.isEmpty()) {
            renew(renewal);
            assertThat(renewal.current(now)).isEmpty();
            assertThat(renewal.state().error()).startsWith(RESPONDER + ": ");
        }
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void a_revoked_certificate_is_not_vouched_for_any_longer() throws InterruptedException {
        Renewal renewal = renewal(leaf);
        answers.add(response().good(leaf).der());
        renew(renewal);
        assertThat(directory).isNotEmptyDirectory();
        answers.add(response().revoked(leaf).der());
        renew(renewal);
        assertThat(renewal.current(now)).isEmpty();
        assertThat(renewal.state().error()).isEqualTo(RESPONDER + ": revoked at 2026-03-01T10:00:00Z");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void the_last_good_one_is_there_after_a_restart() throws InterruptedException {
        byte[] good = response().good(leaf).der();
        answers.add(good);
        renew(renewal(leaf));
        Renewal again = renewal(leaf);
        again.recall(log);
        assertThat(again.current(now).orElseThrow().der()).isEqualTo(good);
        assertThat(again.state().next()).contains(NOW.plus(Duration.ofHours(11)));
    }

    @Test
    void what_was_kept_too_long_does_not_come_back() throws InterruptedException, IOException {
        answers.add(response().good(leaf).der());
        renew(renewal(leaf));
        now = NOW.plus(Duration.ofDays(2));
        Renewal again = renewal(leaf);
        again.recall(log);
        assertThat(again.current(now)).isEmpty();
        assertThat(again.state().next()).isEmpty();
        try (var files = Files.list(directory)) {
            Path file = files.findFirst().orElseThrow();
            Files.write(file, new byte[] {7});
        }
        now = NOW;
        again.recall(log);
        assertThat(again.current(now)).isEmpty();
    }

    @Test
    void a_certificate_without_responder_says_so() throws InterruptedException {
        X509Certificate silent = authority.leaf("silent.example.org");
        Renewal renewal = renewal(silent);
        assertThat(renew(renewal)).isEqualTo(NOW.plus(Renewal.SHORTEST));
        assertThat(renewal.state().error()).isEqualTo("the certificate names no responder to ask over HTTP");
    }

    @Test
    void a_responder_is_only_asked_over_http() {
        assertThat(OcspRequest.responder(authority.leaf("a", "ldap://ocsp.example.org/")))
                .isEmpty();
        assertThat(OcspRequest.responder(authority.leaf("a", "file:///etc/passwd")))
                .isEmpty();
        assertThat(OcspRequest.responder(authority.leaf("a", "not a URI"))).isEmpty();
        assertThat(OcspRequest.responder(leaf)).contains(URI.create(RESPONDER));
    }
}
