package org.postern.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.api.mail.Address;

@NullMarked
class PathSyntaxTest {
    private static final PathSyntax.Rules LITERALS = new PathSyntax.Rules(true, false);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<root@nsa.gov> | root@nsa.gov",
                "root@nsa.gov | root@nsa.gov",
                "<Root@NSA.gov> | Root@NSA.gov",
                "<@a.example,@b.example:c@d.example> | c@d.example",
                "<\"quoted string\"@example.org> | \"quoted string\"@example.org",
                "<\"a\\\"b\"@example.org> | \"a\\\"b\"@example.org",
                "<\"plain\"@example.org> | plain@example.org",
                "<user@[192.0.2.1]> | user@[192.0.2.1]",
                "<user@[IPv6:2001:db8::1]> | user@[IPv6:2001:db8::1]",
                "<postmaster> | postmaster"
            })
    void reads_addresses(String argument, String address) throws Exception {
        assertThat(PathSyntax.parse(argument, LITERALS).address()).hasToString(address);
    }

    @Test
    void reads_the_null_sender_and_parameters() throws Exception {
        PathSyntax path = PathSyntax.parse("<> SIZE=12 BODY=8BITMIME REQUIRETLS", LITERALS);

        assertThat(path.address()).isEqualTo(Address.NULL);
        assertThat(path.parameters())
                .containsEntry("SIZE", Optional.of("12"))
                .containsEntry("BODY", Optional.of("8BITMIME"))
                .containsEntry("REQUIRETLS", Optional.empty());
    }

    @Test
    void tells_paths_beyond_ascii() throws Exception {
        PathSyntax path = PathSyntax.parse("<us\u00c3\u00a9r@s\u00c3\u00b6me.example> SIZE=1", LITERALS);
        assertThat(path.address()).isEqualTo(new Address("us\u00c3\u00a9r", "s\u00c3\u00b6me.example"));
        assertThat(path.isBeyondAscii()).isTrue();
        assertThat(PathSyntax.parse("<user@some.example>", LITERALS).isBeyondAscii())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "<Foo Bar <root@nsa.gov>>",
                " BODY=8BITMIME SIZE=12345",
                "<root@nsa.gov",
                "<a@b>c",
                "<a@>",
                "<a@b..c>",
                "<a@[1.2.3.4>",
                "<\"a@b>",
                "<@a@b>",
                "<a@b> SIZE=1 SIZE=2",
                "<a\0@b>",
                "<a@b\tc>"
            })
    void refuses_what_is_no_path(String argument) {
        assertThatThrownBy(() -> PathSyntax.parse(argument, LITERALS)).isInstanceOf(PathSyntax.Malformed.class);
    }

    @Test
    void refuses_what_is_longer_than_the_rfc_permits() {
        assertThatThrownBy(() -> PathSyntax.parse("<" + "a".repeat(65) + "@b>", LITERALS))
                .isInstanceOf(PathSyntax.Malformed.class);
        assertThatThrownBy(() -> PathSyntax.parse("<a@" + "b".repeat(256) + ">", LITERALS))
                .isInstanceOf(PathSyntax.Malformed.class);
    }
}
