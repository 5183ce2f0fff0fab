package org.postern.idna;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DomainNamesTest {
    private static String bytes(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @CsvSource({
        "söme.example, xn--sme-sna.example",
        "SÖME.example, xn--sme-sna.example",
        "faß.example, xn--fa-hia.example",
        "日本語.example, xn--wgv71a119e.example",
        "ö。example, xn--nda.example",
        "_dmarc.bücher.example, _dmarc.xn--bcher-kva.example",
        "bücher.example., xn--bcher-kva.example."
    })
    void names_in_utf8_have_a_labels(String name, String alabels) {
        assertThat(DomainNames.alabels(bytes(name))).contains(alabels);
    }

    @Test
    void composed_and_decomposed_letters_are_the_same_name() {
        assertThat(DomainNames.alabels(bytes("so\u0308me.example")))
                .isEqualTo(DomainNames.alabels(bytes("s\u00f6me.example")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain.example", "_x.UPPER.example", "xn--zzzzzz99999", "a..b", "-", ""})
    void a_name_in_ascii_stays_as_it_is(String name) {
        assertThat(DomainNames.alabels(name)).contains(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u00ff", // not UTF-8
                "\u00c0\u00af.example", // overlong
                "\u00ed\u00a0\u0080.example", // a surrogate
                "\u00f4\u0090\u0080\u0080.example", // beyond the last code point
                "\u00c3", // cut short
            })
    void what_is_not_utf8_has_none(String bytes) {
        assertThat(DomainNames.alabels(bytes)).isEmpty();
    }

    @Test
    void the_reason_is_said() {
        assertThat(reason(bytes("-ö.example"))).isEqualTo("string start/ends with forbidden hyphen");
        assertThat(reason(bytes("\u0308.example")))
                .isEqualTo("string contains a forbidden leading combining character");
        assertThat(reason(bytes("\u05d0a.example"))).isEqualTo("string has forbidden bi-directional properties");
        assertThat(reason(bytes("a\u200cb.example"))).isEqualTo("string contains a forbidden context-j character");
        assertThat(reason(bytes("ö..example"))).isEqualTo("domain label is empty");
        assertThat(reason("\u00ff")).isEqualTo("string encoding error");
    }

    private static String reason(String name) {
        try {
            return DomainNames.toAlabels(name);
        } catch (NoSuchNameException e) {
            return e.reason();
        }
    }

    @Test
    void long_labels_and_names_have_none_and_huge_ones_are_not_looked_at() {
        assertThat(reason(bytes("ö".repeat(64)))).isEqualTo("domain label longer than 63 characters");
        assertThat(reason(bytes("ö.".repeat(120)))).isEqualTo("domain name longer than 255 characters");
        assertThat(reason(bytes("ö".repeat(5_000_000)))).isEqualTo("domain name longer than 255 characters");
    }

    @Test
    void a_labels_are_shown_as_people_read_them() throws NoSuchNameException {
        assertThat(DomainNames.toUlabels("xn--bcher-kva.example")).isEqualTo(bytes("bücher.example"));
        assertThat(DomainNames.toUlabels("plain.example")).isEqualTo("plain.example");
        assertThatExceptionOfType(NoSuchNameException.class)
                .isThrownBy(() -> DomainNames.toUlabels("xn--zzzzzz99999.example"));
    }

    @Test
    void a_local_part_is_written_in_ascii_as_exim_does() {
        assertThat(LocalPart.inAscii(bytes("usér"))).contains("xn--usr-cma");
        assertThat(LocalPart.inAscii("plain")).contains("plain");
        assertThat(LocalPart.inAscii("\u00ff")).isEmpty();
        assertThat(LocalPart.inAscii("\u00c3\u00a9".repeat(600))).isEqualTo(Optional.empty());
    }
}
