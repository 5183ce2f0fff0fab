package org.postern.mtasts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.api.dns.DnsType;
import org.postern.api.net.TlsFault;
import org.postern.testkit.FakeDns;

@NullMarked
@Timeout(60)
class PolicyFetchTest {
    private static final String POLICY = "version: STSv1\nmode: enforce\nmx: mx.example.org\nmax_age: 86400\n";
    private static final String HOST = "mta-sts.example.org";
    private static final String PLAIN = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n";
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    private Path directory = Path.of("");

    private final TestPki pki = new TestPki();
    private final FakeDns dns = FakeDns.of(HOST + " A 127.0.0.1");

    private StsPolicy fetch(TestWeb web, Duration limit) throws StsException {
        String anchor = pki.anchor(directory.resolve("anchor.pem")).toString();
        return new PolicyFetch(new WebClient(dns)).fetch("example.org", new WebSettings(limit, web.port(), anchor));
    }

    private TestWeb web() throws IOException {
        return new TestWeb(pki.server("web", 9, HOST));
    }

    private void assertFails(TestWeb web, TlsFault fault, String reason) {
        assertFails(web, LIMIT, fault, reason);
    }

    private void assertFails(TestWeb web, Duration limit, TlsFault fault, String reason) {
        assertThatExceptionOfType(StsException.class)
                .isThrownBy(() -> fetch(web, limit))
                .withMessageContaining(reason)
                .satisfies(e -> assertThat(e.fault()).isEqualTo(fault));
    }

    @Test
    void fetches_a_policy() throws Exception {
        try (TestWeb web = web().serves(POLICY)) {
            assertThat(fetch(web, LIMIT).mx()).containsExactly("mx.example.org");
            assertThat(web.requests())
                    .containsExactly("GET /.well-known/mta-sts.txt HTTP/1.1\r\nHost: mta-sts.example.org:" + web.port()
                            + "\r\nUser-Agent: Postern\r\nAccept: */*\r\nConnection: close\r\n\r\n");
        }
    }

    @Test
    void reads_a_body_in_chunks_and_one_that_ends_with_the_connection() throws Exception {
        String chunks = "20\r\n" + POLICY.substring(0, 32) + "\r\n" + Integer.toHexString(POLICY.length() - 32)
                + ";x=y\r\n" + POLICY.substring(32) + "\r\n0\r\n\r\n";
        try (TestWeb web = web().answers(PLAIN + "Transfer-Encoding: chunked\r\n\r\n" + chunks)) {
            assertThat(fetch(web, LIMIT).lines()).hasSize(4);
            web.answers("HTTP/1.1 100 Continue\r\n\r\n" + PLAIN + "\r\n" + POLICY);
            assertThat(fetch(web, LIMIT).lines()).hasSize(4);
        }
    }

    @Test
    void a_wildcard_certificate_will_do() throws Exception {
        try (TestWeb web = new TestWeb(pki.server("web", 9, "*.example.org")).serves(POLICY)) {
            assertThat(fetch(web, LIMIT).lines()).hasSize(4);
        }
    }

    @Test
    void tries_the_next_address() throws Exception {
        dns.remove(HOST).address(HOST, "127.0.0.77").address(HOST, "127.0.0.1");
        try (TestWeb web = web().serves(POLICY)) {
            assertThat(fetch(web, LIMIT).lines()).hasSize(4);
        }
    }

    @Test
    void one_kind_of_address_is_enough() throws Exception {
        dns.servfail(HOST, DnsType.AAAA);
        try (TestWeb web = web().serves(POLICY)) {
            assertThat(fetch(web, LIMIT).lines()).hasSize(4);
        }
    }

    @Test
    void what_can_be_no_name_of_a_web_server_is_not_asked() {
        assertThatExceptionOfType(StsException.class)
                .isThrownBy(() -> new PolicyFetch(new WebClient(dns))
                        .fetch("_x.example.org", new WebSettings(LIMIT, 443, "system")))
                .withMessageContaining("mta-sts._x.example.org is no name of a web server");
        assertThat(dns.questions()).isEmpty();
    }

    @Test
    void does_not_follow_redirects() throws Exception {
        try (TestWeb web = web()) {
            String target = "https://mta-sts.example.org:" + web.port() + "/other";
            web.answers("HTTP/1.1 301 Moved\r\nLocation: " + target + "\r\nContent-Length: 0\r\n\r\n");
            assertFails(web, TlsFault.STS_POLICY_FETCH_ERROR, "redirects");
            assertThat(web.requests()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"404 Not Found", "500 Oops", "204 No Content", "206 Partial Content", "304 Not Modified"})
    void takes_no_other_status(String status) throws Exception {
        try (TestWeb web = web().answers("HTTP/1.1 " + status + "\r\nContent-Type: text/plain\r\nContent-Length: "
                + POLICY.length() + "\r\n\r\n" + POLICY)) {
            assertFails(web, TlsFault.STS_POLICY_FETCH_ERROR, "status " + status.substring(0, 3));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Type: text/html\r\n", "Content-Type: text/plain-ish\r\n", ""})
    void takes_no_other_media_type(String type) throws Exception {
        try (TestWeb web = web().answers("HTTP/1.1 200 OK\r\n" + type + "\r\n" + POLICY)) {
            assertFails(web, TlsFault.STS_POLICY_FETCH_ERROR, "not text/plain");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 70000\r\n\r\n",
                "Content-Length: 999999999999999\r\n\r\n",
                "Content-Length: 9999999999999999\r\n\r\n",
                "Content-Length: -1\r\n\r\n",
                "Content-Length: 4\r\nContent-Length: 5\r\n\r\n",
                "Content-Length: 1000\r\n\r\nversion: STSv1",
                "Transfer-Encoding: gzip\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\nFFFFFFFF\r\n",
                "Transfer-Encoding: chunked\r\n\r\nzz\r\n",
                "Transfer-Encoding: chunked\r\n\r\n5\r\nabc",
                "no field\r\n\r\n"
            })
    void refuses_a_body_that_is_too_long_or_not_framed_as_it_should(String rest) throws Exception {
        try (TestWeb web = web().answers(PLAIN + rest)) {
            assertFails(web, TlsFault.STS_POLICY_FETCH_ERROR, "");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mx: mx.example.org\n", "x", "\0"})
    void stops_reading_what_does_not_end(String piece) throws Exception {
        byte[] block = piece.repeat(10_000 / piece.length()).getBytes(StandardCharsets.ISO_8859_1);
        try (TestWeb web = web()) {
            web.answers(out -> endless(out, PLAIN + "\r\n", block));
            assertFails(web, TlsFault.STS_POLICY_FETCH_ERROR, "longer than 65536 bytes");
            web.answers(out -> endless(out, PLAIN + "X: ", block));
            assertFails(web, TlsFault.STS_POLICY_FETCH_ERROR, "");
            web.answers(out -> endless(out, "", block));
            assertFails(web, TlsFault.STS_POLICY_FETCH_ERROR, "");
        }
    }

    private static void endless(OutputStream out, String head, byte[] block) throws IOException {
        out.write(head.getBytes(StandardCharsets.ISO_8859_1));
        for (int i = 0; i < 1_000; i++) {
            out.write(block);
        }
    }

    @Test
    void ends_when_the_time_is_over_though_something_comes_all_the_time() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (TestWeb web = web()) {
            web.answers(out -> drip(out, never));
            long start = System.nanoTime();
            assertFails(web, Duration.ofSeconds(1), TlsFault.STS_POLICY_FETCH_ERROR, "no answer within PT1S");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(LIMIT.dividedBy(25), LIMIT);
            never.countDown();
        }
    }

    private static void drip(OutputStream out, CountDownLatch end) throws IOException {
        out.write(PLAIN.getBytes(StandardCharsets.ISO_8859_1));
        try {
            while (!end.await(50, java.util.concurrent.TimeUnit.MILLISECONDS)) {
                out.write("X: y\r\n".getBytes(StandardCharsets.ISO_8859_1));
                out.flush();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void wants_a_certificate_for_the_name() throws Exception {
        assertCertificateFails(pki.server("web", 9, "www.example.org"), "");
        assertCertificateFails(pki.server("web", 9, "example.org"), "");
        assertCertificateFails(pki.server("web", 9, "*.mta-sts.example.org"), "");
    }

    @Test
    void a_common_name_is_not_enough() throws Exception {
        assertCertificateFails(pki.server(HOST, 9), "no alternative name");
    }

    @Test
    void wants_a_certificate_of_an_authority_it_knows_that_is_valid_now() throws Exception {
        assertCertificateFails(new TestPki().server("web", 9, HOST), "");
        assertCertificateFails(pki.server("web", 1, HOST), "");
    }

    private void assertCertificateFails(SSLContext context, String reason) throws IOException {
        try (TestWeb web = new TestWeb(context).serves(POLICY)) {
            assertFails(web, TlsFault.STS_WEBPKI_INVALID, "certificate of mta-sts.example.org: ");
            assertFails(web, TlsFault.STS_WEBPKI_INVALID, reason);
            assertThat(web.requests()).isEmpty();
        }
    }

    @Test
    void says_what_is_wrong_with_the_way_there() throws Exception {
        try (TestWeb web = web()) {
            dns.servfail(HOST);
            assertFails(web, TlsFault.STS_POLICY_FETCH_ERROR, "SERVFAIL");
            dns.recover().remove(HOST);
            assertFails(web, TlsFault.STS_POLICY_FETCH_ERROR, "mta-sts.example.org has no address");
            dns.address(HOST, "127.0.0.77");
            assertFails(web, TlsFault.STS_POLICY_FETCH_ERROR, "refused");
        }
    }

    @Test
    void says_that_the_policy_is_not_valid() throws Exception {
        try (TestWeb web = web().serves("<html>")) {
            assertFails(web, TlsFault.STS_POLICY_INVALID, "not a field: <html>");
        }
    }

    @Test
    void anchors_that_cannot_be_read_are_no_anchors() throws Exception {
        Path empty = Files.createFile(directory.resolve("empty.pem"));
        try (TestWeb web = web().serves(POLICY)) {
            WebSettings settings = new WebSettings(LIMIT, web.port(), empty.toString());
            assertThatExceptionOfType(StsException.class)
                    .isThrownBy(() -> new PolicyFetch(new WebClient(dns)).fetch("example.org", settings))
                    .withMessageContaining("mta_sts_verify_certificates: no certificate in " + empty);
        }
    }
}
