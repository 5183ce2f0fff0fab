package org.postern.lookupsql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StatementsTest {
    @Test
    void a_query_without_semicolon_is_one_statement() {
        assertThat(Statements.of("select 1")).containsExactly("select 1");
    }

    @Test
    void empty_statements_and_comments_are_left_out() {
        assertThat(Statements.of(" ;select 1; -- that's; all\n ; /* ; */ ")).containsExactly("select 1");
    }

    @Test
    void a_semicolon_within_quotes_separates_nothing() {
        assertThat(Statements.of("select ';', \";\", [;], `;`, 'it''s;';select 2"))
                .containsExactly("select ';', \";\", [;], `;`, 'it''s;'", "select 2");
    }

    @Test
    void what_is_never_closed_ends_with_the_text() {
        assertThat(Statements.of("select 'a; b")).containsExactly("select 'a; b");
        assertThat(Statements.of("select 1 /* a; b")).containsExactly("select 1 /* a; b");
    }
}
