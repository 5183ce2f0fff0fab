package org.postern.lookupsql;

/// How strings are written in SQL, as `${quote_TYPE:}` does it.
final class Quoting {
    private Quoting() {}

    /// For PostgreSQL: `'` is doubled, the others of [#escape] have a backslash.
    static String postgresql(String value) {
        return quote(value, "''");
    }

    /// For MySQL: a backslash before all.
    static String mysql(String value) {
        return quote(value, "\\'");
    }

    /// For SQLite: `'` is doubled.
    static String sqlite(String value) {
        return value.replace("'", "''");
    }

    private static String quote(String value, String apostrophe) {
        StringBuilder quoted = new StringBuilder(value.length() + 16);
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            quoted.append(c == '\'' ? apostrophe : escape(c));
        }
        return quoted.toString();
    }

    private static String escape(char c) {
        return switch (c) {
            case '\n' -> "\\n";
            case '\t' -> "\\t";
            case '\r' -> "\\r";
            case '\b' -> "\\b";
            case '"' -> "\\\"";
            case '\\' -> "\\\\";
            default -> String.valueOf(c);
        };
    }
}
