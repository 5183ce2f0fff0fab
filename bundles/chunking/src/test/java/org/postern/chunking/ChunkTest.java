package org.postern.chunking;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0, false",
        "1, 1, false",
        "0 LAST, 0, true",
        "86 last, 86, true",
        "86   Last, 86, true",
        "007, 7, false",
        "4294967296, 4294967296, false",
        "999999999999999999, 999999999999999999, false"
    })
    void says_how_many_octets_follow(String argument, long size, boolean last) {
        assertThat(Chunk.parse(argument)).contains(new Chunk(size, last));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "LAST",
                "-1",
                "+1",
                "1.5",
                "0x10",
                "12LAST",
                "1 LAST LAST",
                "1 FIRST",
                "1 2",
                "1\tLAST",
                "1000000000000000000",
                "18446744073709551616",
                "18446744073709551617 LAST",
                "\u0661"
            })
    void anything_else_does_not(String argument) {
        assertThat(Chunk.parse(argument)).isEmpty();
    }

    @Test
    void no_octets_are_for_the_end_only() {
        assertThat(new Chunk(0, false).isVoid()).isTrue();
        assertThat(new Chunk(0, true).isVoid()).isFalse();
        assertThat(new Chunk(1, false).isVoid()).isFalse();
    }
}
