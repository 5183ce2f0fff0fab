package org.postern.lookupsql;

import java.util.ArrayList;
import java.util.List;

/// The statements of an SQL text, which are separated by `;`, as SQLite's tokenizer sees them.
final class Statements {
    private final String sql;
    private int position;

    private Statements(String sql) {
        this.sql = sql;
    }

    /// The statements; those that are empty or only a comment are left out.
    static List<String> of(String sql) {
        Statements text = new Statements(sql);
        List<String> all = new ArrayList<>();
        while (text.position < sql.length()) {
            int start = text.position;
            if (text.skipStatement()) {
                all.add(sql.substring(start, text.position));
            }
            text.position++;
        }
        return all;
    }

    /// Goes to the `;` after this statement; whether there is anything in it.
    private boolean skipStatement() {
        boolean hasWords = false;
        while (position < sql.length() && sql.charAt(position) != ';') {
            char c = sql.charAt(position);
            boolean isComment = sql.startsWith("--", position) || sql.startsWith("/*", position);
            hasWords |= !isComment && c > ' ';
            skipToken(c);
        }
        return hasWords;
    }

    private void skipToken(char c) {
        if (sql.startsWith("--", position)) {
            position = after("\n", position);
        } else if (sql.startsWith("/*", position)) {
            position = after("*/", position + 2);
        } else {
            position = switch (c) {
                case '\'', '"', '`' -> after(String.valueOf(c), position + 1);
                case '[' -> after("]", position + 1);
                default -> position + 1;
            };
        }
    }

    private int after(String end, int from) {
        int found = sql.indexOf(end, from);
        return found < 0 ? sql.length() : found + end.length();
    }
}
