package org.postern.mtasts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StsRecordTest {
    private static Optional<String> id(String... texts) {
        return StsRecord.of(Arrays.asList(texts)).map(StsRecord::id);
    }

    @Test
    void reads_the_example_of_the_rfc_and_those_of_large_sites() {
        assertThat(id("v=STSv1; id=20160831085700Z;")).contains("20160831085700Z");
        assertThat(id("v=STSv1; id=20190429T010101;")).contains("20190429T010101");
        assertThat(id("v=STSv1; id=20190225000000Z")).contains("20190225000000Z");
    }

    @Test
    void takes_white_space_and_extensions_as_the_grammar_has_them() {
        assertThat(id("v=STSv1 ;\tid=1 ; x_y.z-1=any:thing ;")).contains("1");
        assertThat(id("v=STSv1;a=b;id=7")).contains("7");
    }

    @Test
    void the_first_of_two_ids_counts() {
        assertThat(id("v=STSv1; id=1; id=2")).contains("1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "v=STSv1",
                "v=STSv1;",
                "v=STSv1; id=",
                "v=STSv1; id=a-b",
                "v=STSv1; id=123456789012345678901234567890123",
                "v=stsv1; id=1",
                "v=STSv2; id=1",
                " v=STSv1; id=1",
                "v=STSv1; id=1;;",
                "v=STSv1; id=1; junk",
                "v=STSv1, id=1",
                "id=1; v=STSv1"
            })
    void is_none(String text) {
        assertThat(id(text)).isEmpty();
    }

    @Test
    void stands_alone_among_those_with_the_version() {
        assertThat(id("v=spf1 -all", "v=STSv1; id=1")).contains("1");
        assertThat(id("v=STSv1; id=1", "v=STSv1; id=1")).isEmpty();
        assertThat(id("v=STSv1; id=1", "v=STSv1; junk")).isEmpty();
        assertThat(StsRecord.of(List.of())).isEmpty();
    }

    @Test
    void a_record_without_end_costs_nothing() {
        assertThat(id("v=STSv1;" + " ".repeat(65_000) + "id=1")).isEmpty();
        assertThat(id("v=STSv1;" + "a=b;".repeat(16_000))).isEmpty();
    }
}
