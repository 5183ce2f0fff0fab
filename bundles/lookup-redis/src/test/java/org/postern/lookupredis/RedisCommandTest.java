package org.postern.lookupredis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisCommandTest {
    @Test
    void white_space_stands_between_words() throws IOException {
        assertThat(RedisCommand.parse("  SET\tkey \r\n value\u000b\f").words()).containsExactly("SET", "key", "value");
    }

    @Test
    void a_backslash_makes_the_next_character_part_of_the_word() throws IOException {
        assertThat(RedisCommand.parse("SET a\\ b \\\\c\\d").words()).containsExactly("SET", "a b", "\\cd");
    }

    @Test
    void a_backslash_at_the_end_is_nothing() throws IOException {
        assertThat(RedisCommand.parse("GET a\\").words()).containsExactly("GET", "a");
    }

    @Test
    void quotes_mean_nothing() throws IOException {
        assertThat(RedisCommand.parse("SET k \"a b\" ''").words()).containsExactly("SET", "k", "\"a", "b\"", "''");
    }

    @Test
    void an_empty_query_has_no_words() throws IOException {
        assertThat(RedisCommand.parse(" \n").isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a'b\"c",
                "a\0b",
                "a\nb",
                "%s%n",
                "x; FLUSHALL",
                "\r\n*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\nb\r\n",
                "\\",
                "\\ ",
                " ",
                "${lookup}",
                "\u00a0\u0085\u00ff",
                "servers=127.0.0.1//;"
            })
    void what_is_quoted_is_one_word(String value) throws IOException {
        assertThat(RedisCommand.parse("GET " + RedisCommand.quote(value) + " next")
                        .words())
                .containsExactly("GET", value, "next");
    }

    @Test
    void any_bytes_that_are_quoted_are_one_word() throws IOException {
        Random random = new Random(7);
        for (int i = 0; i < 2000; i++) {
            StringBuilder value = new StringBuilder();
            for (int length = 1 + random.nextInt(20); length > 0; length--) {
                value.append((char) random.nextInt(random.nextBoolean() ? 256 : 40));
            }
            assertThat(RedisCommand.parse("a " + RedisCommand.quote(value.toString()) + " b")
                            .words())
                    .containsExactly("a", value.toString(), "b");
        }
    }

    @Test
    void too_many_words_are_an_error() {
        assertThatThrownBy(() -> RedisCommand.parse("x ".repeat(RedisCommand.MAX_WORDS + 1)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("more than 1024 words");
    }

    @Test
    void knows_what_changes_nothing() throws IOException {
        assertThat(RedisCommand.parse("get k").isRead()).isTrue();
        assertThat(RedisCommand.parse("GETDEL k").isRead()).isFalse();
        assertThat(RedisCommand.parse("incr k").isRead()).isFalse();
    }

    @Test
    void knows_what_nobody_else_can_go_on_with() throws IOException {
        assertThat(RedisCommand.parse("SELECT 3").leavesConnection()).isFalse();
        assertThat(RedisCommand.parse("SET k v").leavesConnection()).isTrue();
    }
}
