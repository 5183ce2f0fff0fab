package org.postern.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.net.TlsInfo;
import org.postern.api.net.TlsInfo.Ocsp;
import org.postern.api.net.TlsInfo.Verdict;
import org.postern.spi.Variable;

class ArrivalTlsTest {
    @TempDir
    Path directory;

    private TlsInfo info() throws IOException {
        Path certificate = new TestPki(directory).issue("client", "EC", 30);
        return new TlsInfo(
                "TLS1.3",
                "TLS_AES_128_GCM_SHA256",
                "TLS_AES_128_GCM_SHA256",
                128,
                "mx.example.org",
                "",
                Pem.read(certificate).certificates(),
                Optional.empty(),
                Verdict.acceptedBy("pkix"),
                Ocsp.VERIFIED,
                11);
    }

    @Test
    void survives_in_the_spool() throws IOException {
        TlsInfo info = info();
        String line = ArrivalTls.encode(info);
        assertThat(line).doesNotContain("\n");
        assertThat(ArrivalTls.decode(line)).isEqualTo(info);
    }

    @Test
    void survives_without_certificate_and_name() {
        TlsInfo info = new TlsInfo(
                "TLS1.2", "X", "Y", 256, "", "", List.of(), Optional.empty(), Verdict.NOT_ASKED, Ocsp.NOT_REQUESTED, 0);
        assertThat(ArrivalTls.decode(ArrivalTls.encode(info))).isEqualTo(info);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "TLS1.3 a b x ! ? 9 99999 AAAA", "a b c d e f g h i j k l"})
    void is_nothing_where_it_cannot_be_read(String line) {
        TlsInfo info = ArrivalTls.decode(line);
        assertThat(info.bits()).isZero();
        assertThat(info.resumption()).isZero();
        assertThat(info.peerChain()).isEmpty();
    }

    @Test
    void shows_the_client_during_delivery() throws IOException, ExpansionException {
        FakeConfig config = new FakeConfig();
        FakeContext arrival = new FakeContext(config);
        arrival.tls = Optional.of(info());
        assertThat(new ArrivalTls().begin(arrival)).isEmpty();
        FakeContext delivery = new FakeContext(config);
        delivery.put(ArrivalTls.KEPT, arrival.get(ArrivalTls.KEPT).orElseThrow());
        assertThat(value("tls_in_peerdn", delivery)).isEqualTo("CN=client");
        assertThat(value("tls_in_certificate_verified", delivery)).isEqualTo("1");
        assertThat(value("tls_in_sni", delivery)).isEqualTo("mx.example.org");
        assertThat(value("tls_in_peercert", delivery)).isEqualTo("<cert>");
        assertThat(value("tls_in_ocsp", delivery)).isEqualTo("4");
    }

    @Test
    void keeps_nothing_of_a_session_in_clear() {
        FakeContext arrival = new FakeContext(new FakeConfig());
        assertThat(new ArrivalTls().begin(arrival)).isEmpty();
        assertThat(arrival.get(ArrivalTls.KEPT)).isEmpty();
    }

    private static String value(String name, FakeContext context) throws ExpansionException {
        for (var contribution : TlsVariables.all()) {
            if (contribution instanceof Variable variable && variable.name().equals(name)) {
                return variable.read(context).map(Text::value).orElse("(none)");
            }
        }
        return "(unknown)";
    }
}
