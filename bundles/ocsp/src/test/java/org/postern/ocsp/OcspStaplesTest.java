package org.postern.ocsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.api.ExpansionException;
import org.postern.api.MailLog.Stream;
import org.postern.api.Text;
import org.postern.testkit.TestContext;

class OcspStaplesTest {
    private static final Instant NOW = TestAuthority.NOW;

    @TempDir
    Path directory;

    private final TestAuthority authority = new TestAuthority("authority");
    private final X509Certificate leaf = authority.leaf("mx.example.org");
    private final List<X509Certificate> chain = List.of(leaf, authority.certificate());
    private final OcspStaples staples = new OcspStaples(ServedResponses.ofFiles());
    private final TestContext context = TestContext.create().at(NOW);

    private TestResponse response() {
        return TestResponse.of(authority);
    }

    private Path write(String name, byte[] bytes) throws IOException {
        return Files.write(directory.resolve(name), bytes);
    }

    private Path pem(String name, byte[]... responses) throws IOException {
        StringBuilder text = new StringBuilder();
        for (byte[] der : responses) {
            text.append("-----BEGIN OCSP RESPONSE-----\n")
                    .append(Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der))
                    .append("\n-----END OCSP RESPONSE-----\n");
        }
        return write(name, text.toString().getBytes(StandardCharsets.US_ASCII));
    }

    private Optional<byte[]> staple() throws ExpansionException {
        return staples.staple(chain, context);
    }

    private void files(String list) {
        context.option(OcspOptions.TLS_OCSP_FILE, list);
    }

    private List<String> logged() {
        return context.log().lines(Stream.MAIN);
    }

    @Test
    void without_the_option_there_is_nothing() throws ExpansionException {
        assertThat(staple()).isEmpty();
        assertThat(logged()).isEmpty();
    }

    @Test
    void staples_what_is_in_a_file() throws IOException, ExpansionException {
        byte[] good = response().good(leaf).der();
        files(write("good.der", good).toString());
        assertThat(staple()).contains(good);
        assertThat(logged()).isEmpty();
    }

    @Test
    void finds_the_certificate_in_a_list_of_both_formats() throws IOException, ExpansionException {
        byte[] good = response().good(leaf).der();
        byte[] other = response().good(authority.leaf("other.example.org")).der();
        Path first = write("other.der", other);
        Path second = pem("both.pem", other, good);
        files(first + " : PEM " + second);
        assertThat(staple()).contains(good);
        files("PEM " + second + " : DER " + first);
        assertThat(staple()).contains(good);
    }

    @Test
    void a_format_holds_for_the_files_behind_it() {
        assertThat(ResponseFile.parse("/a : PEM /b : /c : DER /d : /e"))
                .containsExactly(
                        new ResponseFile(Path.of("/a"), false),
                        new ResponseFile(Path.of("/b"), true),
                        new ResponseFile(Path.of("/c"), true),
                        new ResponseFile(Path.of("/d"), false),
                        new ResponseFile(Path.of("/e"), false));
    }

    @Test
    void a_file_that_is_replaced_is_read_anew() throws IOException, ExpansionException {
        Path file = write("now.der", response().good(leaf).der());
        files(file.toString());
        assertThat(staple()).isPresent();
        byte[] longer =
                response().good(leaf).until(NOW.plus(Duration.ofDays(3))).der();
        Files.move(write("next.der", longer), file, StandardCopyOption.ATOMIC_MOVE);
        context.at(NOW.plusSeconds(2));
        assertThat(staple()).contains(longer);
    }

    @Test
    void a_response_that_has_ended_is_not_stapled() throws IOException, ExpansionException {
        Path file = write(
                "soon.der", response().good(leaf).until(NOW.plusSeconds(60)).der());
        files(file.toString());
        assertThat(staple()).isPresent();
        context.at(NOW.plusSeconds(60));
        assertThat(staple()).isEmpty();
        assertThat(logged())
                .containsExactly("OCSP: no response for certificate 2: " + file + ": it ended at 2026-03-01T12:01:00Z");
    }

    @Test
    void a_response_without_end_is_not_stapled() throws IOException, ExpansionException {
        Path file = write("endless.der", response().good(leaf).withoutEnd().der());
        files(file.toString());
        assertThat(staple()).isEmpty();
        assertThat(logged())
                .containsExactly(
                        "OCSP: no response for certificate 2: " + file + ": it does not say when it ends (nextUpdate)");
    }

    @Test
    void a_response_for_another_certificate_is_never_stapled() throws IOException, ExpansionException {
        files(write(
                        "other.der",
                        response().good(authority.leaf("other.example.org")).der())
                .toString());
        assertThat(staple()).isEmpty();
    }

    @Test
    void a_response_that_is_not_good_is_not_stapled() throws IOException, ExpansionException {
        files(write("revoked.der", response().revoked(leaf).der()).toString());
        assertThat(staple()).isEmpty();
        assertThat(logged().getFirst()).endsWith(": revoked at 2026-03-01T10:00:00Z");
    }

    @Test
    void what_is_wrong_is_logged_once() throws ExpansionException {
        files(directory + "/missing.der");
        for (int second = 0; second < 10; second++) {
            context.at(NOW.plusSeconds(second));
            assertThat(staple()).isEmpty();
        }
        assertThat(logged())
                .containsExactly(
                        "OCSP: no response for certificate 2: " + directory + "/missing.der: there is no such file");
    }

    @Test
    void a_file_of_a_megabyte_is_not_read() throws IOException, ExpansionException {
        files(write("large.der", new byte[1 << 20]).toString());
        assertThat(staple()).isEmpty();
        assertThat(logged().getFirst()).endsWith("large.der: larger than 65536 bytes");
    }

    @Test
    void a_file_that_a_client_names_is_refused() {
        files(directory + "/$tls_in_sni.der");
        context.variable("tls_in_sni", Text.tainted("evil"));
        assertThatThrownBy(this::staple)
                .hasMessage(
                        "tls_ocsp_file: the name of the file comes from outside (tainted): " + directory + "/evil.der");
    }

    @Test
    void the_option_is_expanded_for_each_client() throws IOException, ExpansionException {
        byte[] good = response().good(leaf).der();
        write("mx.der", good);
        files(directory + "/$tls_in_sni.der");
        context.variable("tls_in_sni", "mx");
        assertThat(staple()).contains(good);
    }
}
