package org.postern.mtasts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsRptRecordTest {
    private static List<String> places(String... texts) {
        return TlsRptRecord.of(Arrays.asList(texts)).map(TlsRptRecord::places).orElse(List.of()).stream()
                .map(ReportPlace::toString)
                .toList();
    }

    @Test
    void reads_the_examples_of_the_rfc_and_those_of_large_sites() {
        assertThat(places("v=TLSRPTv1;rua=mailto:reports@example.com")).containsExactly("reports@example.com");
        assertThat(places("v=TLSRPTv1; rua=https://reporting.example.com/v1/tlsrpt"))
                .containsExactly("https://reporting.example.com/v1/tlsrpt");
        assertThat(places("v=TLSRPTv1;rua=mailto:sts-reports@google.com")).containsExactly("sts-reports@google.com");
        assertThat(places("v=TLSRPTv1;rua=https://tlsrpt.azurewebsites.net/report"))
                .containsExactly("https://tlsrpt.azurewebsites.net/report");
    }

    @Test
    void takes_several_places_each_once() {
        assertThat(places(
                        "v=TLSRPTv1; rua=mailto:a@example.com , https://Example.com:8443/r?x=1,mailto:a@EXAMPLE.com;"))
                .containsExactly("a@example.com", "https://example.com:8443/r?x=1");
        assertThat(places("v=TLSRPTv1; x=y; rua=mailto:a%2Bb+c@example.com?subject=x; rua=mailto:b@example.com"))
                .containsExactly("a+b+c@example.com");
    }

    @Test
    void takes_at_most_five() {
        StringBuilder many = new StringBuilder("v=TLSRPTv1; rua=mailto:a@example.com");
        for (int i = 0; i < 300; i++) {
            many.append(",mailto:u").append(i).append("@example.com");
        }
        assertThat(places(many.toString())).hasSize(5);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "v=TLSRPTv1",
                "v=TLSRPTv1;",
                "v=TLSRPTv2; rua=mailto:a@example.com",
                "v=tlsrptv1; rua=mailto:a@example.com",
                "v=TLSRPTv1; rua=",
                "v=TLSRPTv1; rua=http://example.com/r",
                "v=TLSRPTv1; rua=ftp://example.com/r",
                "v=TLSRPTv1; rua=https://user:pass@example.com/r",
                "v=TLSRPTv1; rua=https://192.0.2.1/r",
                "v=TLSRPTv1; rua=https://[::1]/r",
                "v=TLSRPTv1; rua=https://example.com:99999/r",
                "v=TLSRPTv1; rua=https:///r",
                "v=TLSRPTv1; rua=https://example.com/a b",
                "v=TLSRPTv1; rua=mailto:",
                "v=TLSRPTv1; rua=mailto:nobody",
                "v=TLSRPTv1; rua=mailto:a@[192.0.2.1]",
                "v=TLSRPTv1; rua=mailto:a%0d%0aBcc:b@example.com",
                "v=TLSRPTv1; rua=mailto:%zz@example.com"
            })
    void names_no_place(String text) {
        assertThat(places(text)).isEmpty();
    }

    @Test
    void stands_alone_among_those_with_the_version() {
        assertThat(places("v=TLSRPTv1; rua=mailto:a@example.com", "v=spf1 -all"))
                .hasSize(1);
        assertThat(places("v=TLSRPTv1; rua=mailto:a@example.com", "v=TLSRPTv1; rua=mailto:b@example.com"))
                .isEmpty();
    }
}
