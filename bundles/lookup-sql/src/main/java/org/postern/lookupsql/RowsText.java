package org.postern.lookupsql;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// Rows as Exim writes them (its manual, 9.21): the value alone of a query for one field, else `name=value`
/// for each; a line for each row. For one answer.
final class RowsText {
    /// How long an answer may be.
    static final int LIMIT = 16 << 20;

    private final StringBuilder text = new StringBuilder();
    private boolean isEmpty = true;

    /// A field of a row.
    ///
    /// @param name of the column
    /// @param value empty for NULL
    record Field(String name, Optional<String> value) {}

    /// Adds a row.
    void add(List<Field> row) throws IOException {
        text.append(isEmpty ? "" : "\n");
        isEmpty = false;
        if (row.size() == 1) {
            text.append(row.getFirst().value().orElse(""));
        } else {
            row.forEach(this::append);
        }
        if (text.length() > LIMIT) {
            throw new IOException("the answer is longer than " + LIMIT + " bytes");
        }
    }

    /// Adds a row without a value; as the first row it leaves no trace.
    void addNothing() {
        text.append(isEmpty ? "" : "\n");
    }

    private void append(Field field) {
        String value = field.value().orElse("");
        text.append(field.name()).append('=');
        if (needsQuotes(value)) {
            String inner = value.replace("\\", "\\\\").replace("\"", "\\\"");
            text.append('"').append(inner).append('"');
        } else {
            text.append(value);
        }
        text.append(' ');
    }

    private static boolean needsQuotes(String value) {
        return value.isEmpty()
                || value.startsWith("\"")
                || value.chars().anyMatch(c -> c == ' ' || c == '\t' || c == '\n' || c == '\r');
    }

    /// All rows; empty if there was none.
    Optional<String> value() {
        return isEmpty ? Optional.empty() : Optional.of(text.toString());
    }
}
