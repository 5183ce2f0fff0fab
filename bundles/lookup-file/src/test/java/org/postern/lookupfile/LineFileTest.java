package org.postern.lookupfile;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

@NullMarked
class LineFileTest {
    private final LineFile file = LineFile.parse("""
            # who gets what
            one:  1
            two 2

              and more
            # not the end of it
              of it
            "a key: with\\"quote": quoted
            ONE: hidden
            bare
            """);

    @Test
    void the_first_line_of_a_key_counts_in_any_case() {
        assertThat(file.find("One")).contains("1");
    }

    @Test
    void lines_that_begin_with_space_continue_the_one_before() {
        assertThat(file.find("two")).contains("2 and more of it");
    }

    @Test
    void a_key_may_stand_in_quotes() {
        assertThat(file.find("a key: with\"quote")).contains("quoted");
    }

    @Test
    void a_key_may_have_no_data() {
        assertThat(file.find("bare")).contains("");
        assertThat(file.find("no such key")).isEmpty();
    }
}
