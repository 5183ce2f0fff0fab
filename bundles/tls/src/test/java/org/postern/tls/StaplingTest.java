package org.postern.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.spi.StapleSource;

/// What OpenSSL's client gets stapled.
class StaplingTest {
    private static final Path OPENSSL = Path.of("/usr/bin/openssl");

    @TempDir
    Path directory;

    private final FakeConfig config = new FakeConfig();
    private final Map<X509Certificate, byte[]> stapled = new ConcurrentHashMap<>();
    private TestPki pki;
    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        Assumptions.assumeTrue(Files.isExecutable(OPENSSL), "openssl is not installed");
        pki = new TestPki(directory);
        config.contributions.add(new Source(this::staple));
        server = new TestServer(config, Optional.empty());
    }

    @AfterEach
    void stop() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    /// Where responses come from.
    private interface Responses {
        Optional<byte[]> find(List<X509Certificate> chain) throws ExpansionException;
    }

    private record Source(Responses responses) implements StapleSource {
        @Override
        public String name() {
            return "test";
        }

        @Override
        public Optional<byte[]> staple(List<X509Certificate> chain, Context context) throws ExpansionException {
            return responses.find(chain);
        }
    }

    private Optional<byte[]> staple(List<X509Certificate> chain) {
        return Optional.ofNullable(stapled.get(chain.getFirst()));
    }

    /// The certificate that is served from now on.
    private X509Certificate serve(String name, String kind) throws IOException {
        Path file = pki.chain(name, kind, 30, name + ".example.org");
        X509Certificate leaf = Pem.read(file).certificates().getFirst();
        stapled.put(leaf, pki.staple(file));
        config.write(TlsOptions.CERTIFICATE, file.toString());
        config.write(TlsOptions.PRIVATE_KEY, pki.key(name).toString());
        return leaf;
    }

    /// The answer to `SHOW tls_in_ocsp`... of a client with these options, and all else that it prints.
    private String client(String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                OPENSSL.toString(), "s_client", "-connect", "127.0.0.1:" + server.tlsPort(), "-crlf", "-ign_eof"));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().write("QUIT\n".getBytes(StandardCharsets.US_ASCII));
        process.getOutputStream().flush();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        process.waitFor();
        return output;
    }

    @ParameterizedTest
    @CsvSource({"EC,-tls1_2", "EC,-tls1_3", "RSA,-tls1_2", "RSA,-tls1_3"})
    void staples_the_response_for_the_certificate(String kind, String version)
            throws IOException, InterruptedException {
        serve("mx", kind);
        assertThat(client("-status", version))
                .contains("OCSP Response Status: successful (0x0)")
                .contains("Cert Status: good")
                .contains("221 bye");
    }

    @Test
    void staples_nothing_to_a_client_that_does_not_ask() throws IOException, InterruptedException {
        serve("mx", "EC");
        assertThat(client()).contains("221 bye").doesNotContain("OCSP");
    }

    @ParameterizedTest
    @CsvSource({"-tls1_2", "-tls1_3"})
    void serves_without_a_response(String version) throws IOException, InterruptedException {
        serve("mx", "EC");
        stapled.clear();
        assertThat(client("-status", version))
                .contains("OCSP response: no response sent")
                .contains("221 bye");
    }

    @Test
    void staples_by_the_name_that_the_client_wants() throws IOException, InterruptedException {
        X509Certificate one = serve("one", "EC");
        X509Certificate two = serve("two", "EC");
        config.write(TlsOptions.CERTIFICATE, directory + "/$tls_in_sni.pem");
        config.write(TlsOptions.PRIVATE_KEY, directory + "/$tls_in_sni.key");
        assertThat(client("-status", "-servername", "one")).contains("Serial Number: " + serial(one));
        assertThat(client("-status", "-servername", "two")).contains("Serial Number: " + serial(two));
    }

    private static String serial(X509Certificate certificate) {
        return String.format("%02X", certificate.getSerialNumber());
    }

    @Test
    void a_source_that_fails_costs_the_response_only() throws IOException, InterruptedException {
        serve("mx", "EC");
        config.contributions.clear();
        config.contributions.add(new Source(_ -> {
            throw ExpansionException.error("what?");
        }));
        assertThat(client("-status"))
                .contains("OCSP response: no response sent")
                .contains("221 bye");
        assertThat(config.lines).contains("TLS: no OCSP response: what?");
    }

    @Test
    void a_certificate_without_its_issuer_has_no_response() throws IOException, InterruptedException {
        serve("mx", "EC");
        config.write(
                TlsOptions.CERTIFICATE,
                pki.issue("alone", "EC", 30, "mx.example.org").toString());
        config.write(TlsOptions.PRIVATE_KEY, pki.key("alone").toString());
        assertThat(client("-status"))
                .contains("OCSP response: no response sent")
                .contains("221 bye");
    }
}
