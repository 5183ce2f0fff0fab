package org.postern.admin;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

@NullMarked
class RequestTest {
    @Test
    void words_are_parted_by_tabs() {
        Request request = Request.of("feature\tinstall\tspf");
        assertThat(request.command()).isEqualTo("feature");
        assertThat(request.arguments()).containsExactly("install", "spf");
    }

    @Test
    void empty_words_count() {
        assertThat(Request.of("queue\t\t").arguments()).containsExactly("", "");
    }

    @Test
    void escapes_stand_for_what_parts_words_and_lines() {
        assertThat(Request.of("x\ta\\tb\\nc\\\\n").arguments()).containsExactly("a\tb\nc\\n");
    }

    @Test
    void a_lone_backslash_at_the_end_is_itself() {
        assertThat(Request.of("x\\").command()).isEqualTo("x\\");
    }
}
