package org.postern.lookupsql;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;

/// A query, and the values of its parameters.
///
/// @param sql the text, in bytes
/// @param values of its `?`, in bytes; empty if it has no parameters
record SqlQuery(String sql, List<String> values) {
    /// Reads what a statement answered.
    @FunctionalInterface
    interface Reader {
        /// The answer of a statement that was executed; whether its first result is a set of rows.
        SqlAnswer read(Statement statement, boolean hasRows) throws SQLException, IOException;
    }

    /// Puts the bytes of a value that is no UTF-8 into a parameter.
    @FunctionalInterface
    interface RawParameter {
        /// Sets parameter `index`, from 1.
        void set(PreparedStatement statement, int index, byte[] value) throws SQLException, IOException;
    }

    /// Asks; the answer may take so many seconds where the driver counts them.
    SqlAnswer ask(Connection connection, RawParameter raw, Reader reader) throws SQLException, IOException {
        String text = text();
        if (values.isEmpty()) {
            try (Statement statement = connection.createStatement()) {
                statement.setEscapeProcessing(false);
                return reader.read(statement, statement.execute(text));
            }
        }
        try (PreparedStatement statement = connection.prepareStatement(text)) {
            for (int i = 0; i < values.size(); i++) {
                set(statement, i + 1, values.get(i), raw);
            }
            return reader.read(statement, statement.execute());
        }
    }

    /// The text as characters. NUL would end it early in some databases.
    String text() throws IOException {
        if (sql.indexOf('\0') >= 0) {
            throw new IOException("the query has a NUL");
        }
        return Utf8.decode(sql).orElseThrow(() -> new IOException("the query is not UTF-8"));
    }

    private static void set(PreparedStatement statement, int index, String value, RawParameter raw)
            throws SQLException, IOException {
        Optional<String> text = Utf8.decode(value);
        if (text.isPresent()) {
            statement.setString(index, text.get());
        } else {
            raw.set(statement, index, Utf8.bytes(value));
        }
    }
}
