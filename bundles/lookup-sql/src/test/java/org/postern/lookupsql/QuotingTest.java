package org.postern.lookupsql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QuotingTest {
    private static final String ALL = "a'b\"c\\d\n\t\r\b%_;";

    @Test
    void doubles_apostrophes_and_escapes_the_rest_for_pgsql() {
        assertThat(Quoting.postgresql(ALL)).isEqualTo("a''b\\\"c\\\\d\\n\\t\\r\\b%_;");
    }

    @Test
    void escapes_all_for_mysql() {
        assertThat(Quoting.mysql(ALL)).isEqualTo("a\\'b\\\"c\\\\d\\n\\t\\r\\b%_;");
    }

    @Test
    void doubles_apostrophes_for_sqlite() {
        assertThat(Quoting.sqlite(ALL)).isEqualTo("a''b\"c\\d\n\t\r\b%_;");
    }
}
