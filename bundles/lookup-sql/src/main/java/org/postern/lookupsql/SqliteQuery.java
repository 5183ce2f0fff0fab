package org.postern.lookupsql;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sqlite.SQLiteConnection;

/// A query of SQLite, perhaps of several statements: the answer has the rows of all.
///
/// @param query the text and its values
record SqliteQuery(SqlQuery query) {
    SqlAnswer ask(Connection connection) throws SQLException, IOException {
        List<String> statements = Statements.of(query.text());
        if (statements.size() > 1 && !query.values().isEmpty()) {
            throw new IOException("bind= is for one statement");
        }
        RowsText rows = new RowsText();
        boolean changes = false;
        for (String statement : statements) {
            SqlQuery one = new SqlQuery(Utf8.encode(statement), query.values());
            changes |= one.ask(connection, PreparedStatement::setBytes, (done, hasRows) -> read(done, hasRows, rows))
                    .changes();
        }
        return new SqlAnswer(rows.value(), changes);
    }

    /// Ends what runs on the connection.
    static void interrupt(Connection connection) throws SQLException {
        connection.unwrap(SQLiteConnection.class).getDatabase().interrupt();
    }

    private static SqlAnswer read(Statement statement, boolean hasRows, RowsText text)
            throws SQLException, IOException {
        if (hasRows) {
            try (ResultSet rows = statement.getResultSet()) {
                while (rows.next()) {
                    text.add(row(rows));
                }
            }
        }
        return new SqlAnswer(Optional.empty(), !hasRows);
    }

    private static List<RowsText.Field> row(ResultSet rows) throws SQLException {
        List<RowsText.Field> row = new ArrayList<>();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
            String name = Utf8.encode(rows.getMetaData().getColumnLabel(i));
            row.add(new RowsText.Field(name, Optional.of(value(rows, i))));
        }
        return row;
    }

    private static String value(ResultSet rows, int column) throws SQLException {
        Optional<byte[]> bytes = Optional.ofNullable(rows.getBytes(column));
        Optional<String> text = Optional.ofNullable(rows.getString(column));
        return text.isEmpty() ? "<NULL>" : bytes.map(Utf8::text).orElse("");
    }
}
