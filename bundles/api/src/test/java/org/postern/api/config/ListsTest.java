package org.postern.api.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ListsTest {
    @Test
    void splits_at_colons_and_strips_white_space() {
        assertThat(Lists.split("a : b:c ")).containsExactly("a", "b", "c");
    }

    @Test
    void takes_a_doubled_separator_for_one() {
        assertThat(Lists.split("2001::db8: b")).containsExactly("2001:db8", "b");
        assertThat(Lists.split("::")).containsExactly(":");
        assertThat(Lists.split("<;a;;b; c")).containsExactly("a;b", "c");
    }

    @Test
    void keeps_empty_items_before_the_last_separator() {
        assertThat(Lists.split(":a")).containsExactly("", "a");
        assertThat(Lists.split("a : : b")).containsExactly("a", "", "b");
        assertThat(Lists.split("a:")).containsExactly("a");
        assertThat(Lists.split(" : ")).containsExactly("");
        assertThat(Lists.split("  ")).isEmpty();
        assertThat(Lists.split("<;")).isEmpty();
    }

    @Test
    void never_doubles_a_control_character() {
        assertThat(Lists.split("<\n a\n\nb")).containsExactly("a", "", "b");
        assertThat(Lists.split("<\u007f a\u007fb")).containsExactly("a", "b");
    }

    @Test
    void takes_an_angle_bracket_before_a_letter_or_space_for_text() {
        assertThat(Lists.split("<  a b")).containsExactly("<  a b");
        assertThat(Lists.split("<ab")).containsExactly("<ab");
    }

    @Test
    void joins_what_it_would_split() {
        assertThat(Lists.join(':', java.util.List.of("a:b", "c"))).isEqualTo("a::b:c");
        assertThat(Lists.join(':', java.util.List.of("", ""))).isEqualTo(": ");
        assertThat(Lists.join('\n', java.util.List.of("a", "b"))).isEqualTo("a\nb");
    }
}
