package org.postern.lookupsql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postern.lookupsql.RowsText.Field;

class RowsTextTest {
    private final RowsText text = new RowsText();

    private static Field field(String name, String value) {
        return new Field(name, Optional.of(value));
    }

    @Test
    void no_row_is_no_value() {
        assertThat(text.value()).isEmpty();
    }

    @Test
    void one_field_is_its_value_as_it_is() throws IOException {
        text.add(List.of(field("a", "one \"two\"")));
        text.add(List.of(field("a", "")));
        text.add(List.of(field("a", "x")));
        assertThat(text.value()).contains("one \"two\"\n\nx");
    }

    @Test
    void several_fields_have_names_and_quotes_where_needed() throws IOException {
        text.add(List.of(field("a", "k4"), field("b", "\"q\\x"), field("c", "two words"), field("d", "")));
        text.add(List.of(field("a", "pl\"ain\\x"), new Field("b", Optional.empty()), field("c", "x\ny")));
        assertThat(text.value())
                .contains("a=k4 b=\"\\\"q\\\\x\" c=\"two words\" d=\"\" \na=pl\"ain\\x b=\"\" c=\"x\ny\" ");
    }

    @Test
    void a_row_of_nothing_counts_only_after_another() throws IOException {
        text.addNothing();
        assertThat(text.value()).isEmpty();
        text.add(List.of(field("a", "x")));
        text.addNothing();
        assertThat(text.value()).contains("x\n");
    }

    @Test
    void an_answer_has_a_limit() {
        String megabyte = "x".repeat(1 << 20);
        assertThatThrownBy(() -> {
                    for (int i = 0; i <= RowsText.LIMIT >> 20; i++) {
                        text.add(List.of(field("a", megabyte)));
                    }
                })
                .isInstanceOf(IOException.class)
                .hasMessage("the answer is longer than 16777216 bytes");
    }
}
