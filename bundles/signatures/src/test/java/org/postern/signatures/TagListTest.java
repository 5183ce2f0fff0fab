package org.postern.signatures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@NullMarked
class TagListTest {
    @Test
    void reads_names_and_values_with_white_space_around_them() throws Exception {
        TagList tags = TagList.parse(" v=1; \r\n\tA_b2 =\tx y\r\n z ;empty=;\r\n ");
        assertThat(tags.names()).containsExactly("v", "A_b2", "empty");
        assertThat(tags.get("A_b2")).contains("x y\r\n z");
        assertThat(tags.compact("A_b2")).contains("xyz");
        assertThat(tags.get("empty")).contains("");
        assertThat(tags.get("a_b2")).as("case counts").isEmpty();
        assertThat(TagList.parse("").names()).isEmpty();
        assertThat(TagList.parse("a=b=c").get("a")).contains("b=c");
        assertThat(TagList.parse("i=@\u00c3\u00bc.example").get("i")).contains("@\u00c3\u00bc.example");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {";", "a=b;;c=d", "a", "=b", "1a=b", "a b=c", "a=b; a=c", "a-b=c", "a=\u0000", "a=\u007f", "é=1"})
    void refuses_what_the_grammar_does_not_have(String text) {
        assertThatThrownBy(() -> TagList.parse(text)).isInstanceOf(SyntaxException.class);
    }

    @Test
    void names_what_is_missing() {
        assertThatThrownBy(() -> TagList.parse("a=b").required("bh")).hasMessage("bh= is missing");
        assertThatThrownBy(() -> TagList.parse("d=x; d=y")).hasMessage("a second d=");
    }

    @Test
    void refuses_a_list_that_is_too_long_or_has_too_many_tags_without_reading_it_all() {
        assertThatThrownBy(() -> TagList.parse("a=" + "x".repeat(TagList.MAX_LENGTH)))
                .hasMessageContaining("65538 bytes");
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 1_000_000; i++) {
            many.append('a').append(i).append("=;");
        }
        assertThatThrownBy(() -> TagList.parse(many.toString())).isInstanceOf(SyntaxException.class);
        assertThatThrownBy(() -> TagList.parse(many.substring(0, 60_000))).hasMessage("more than 100 tags");
    }
}
