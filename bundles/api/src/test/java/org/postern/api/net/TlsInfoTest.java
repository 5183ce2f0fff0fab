package org.postern.api.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.postern.api.net.TlsInfo.Ocsp;
import org.postern.api.net.TlsInfo.Verdict;

class TlsInfoTest {
    private static TlsInfo info(String sni, Verdict verdict, int resumption) {
        return new TlsInfo(
                "TLS1.3",
                "TLS_AES_128_GCM_SHA256",
                "TLS_AES_128_GCM_SHA256",
                128,
                sni,
                "",
                List.of(),
                Optional.empty(),
                verdict,
                Ocsp.NOT_REQUESTED,
                resumption);
    }

    @Test
    void shows_what_the_log_selectors_ask_for() {
        TlsInfo info = info("mx.example.org", Verdict.acceptedBy("pkix"), TlsInfo.RESUMED);
        assertThat(info.logFieldsOfClient(_ -> false)).isEmpty();
        assertThat(info.logFieldsOfClient(Set.of("tls_cipher")::contains))
                .isEqualTo(" X=TLS1.3:TLS_AES_128_GCM_SHA256:128");
        assertThat(info.logFieldsOfClient(Set.of("tls_cipher", "tls_resumption")::contains))
                .isEqualTo(" X=TLS1.3:TLS_AES_128_GCM_SHA256:128*");
        assertThat(info.logFieldsOfClient(_ -> true))
                .isEqualTo(" X=TLS1.3:TLS_AES_128_GCM_SHA256:128* CV=yes SNI=mx.example.org");
        assertThat(info.logFields(_ -> true)).isEqualTo(" X=TLS1.3:TLS_AES_128_GCM_SHA256:128* CV=yes");
    }

    @Test
    void shows_no_bare_control_characters() {
        TlsInfo info = info("a b\r\n", Verdict.NOT_ASKED, 0);
        assertThat(info.logFieldsOfClient(Set.of("tls_sni")::contains)).isEqualTo(" SNI=a\\040b\\015\\012");
    }

    @Test
    void adds_bits_of_resumption() {
        TlsInfo info = info("", Verdict.NOT_ASKED, TlsInfo.RESUMPTION).withResumption(TlsInfo.TICKET_GIVEN);
        assertThat(info.resumption()).isEqualTo(9);
        assertThat(info.resumed()).isFalse();
    }
}
