package org.postern.tls;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostNamesTest {
    @ParameterizedTest
    @CsvSource({
        "mx.example.org, mx.example.org, true",
        "mx.example.org, mx2.example.org, false",
        "*.example.org, mx.example.org, true",
        "*.example.org, a.mx.example.org, false",
        "*.example.org, example.org, false",
        "*.org, example.org, false",
        "*, localhost, false",
        "m*.example.org, mx.example.org, false",
        "*x.example.org, mx.example.org, false",
        "mx.*.org, mx.example.org, false",
        "*.*.org, mx.example.org, false",
        "192.0.2.1, 192.0.2.1, false",
        "*.0.2.1, 192.0.2.1, false"
    })
    void matches_whole_labels_only(String pattern, String host, boolean matches) {
        assertThat(HostNames.matches(pattern, host)).isEqualTo(matches);
    }
}
