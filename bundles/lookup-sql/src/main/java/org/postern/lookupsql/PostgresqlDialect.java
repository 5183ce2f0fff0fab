package org.postern.lookupsql;

import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.api.config.Option;

/// What is particular to PostgreSQL.
record PostgresqlDialect() implements Dialect {
    static final String PRODUCT = "PostgreSQL";

    @Override
    public String name() {
        return "pgsql";
    }

    @Override
    public String product() {
        return PRODUCT;
    }

    @Override
    public Option<Optional<String>> servers() {
        return SqlOptions.PGSQL_SERVERS;
    }

    @Override
    public String quote(String value) {
        return Quoting.postgresql(value);
    }

    @Override
    public Target target(String server, Timeouts timeouts) throws IOException {
        ServerName name = ServerName.parse(server, "pgSQL");
        checkSocket(name);
        return new PostgresqlServer(name, timeouts);
    }

    private static void checkSocket(ServerName name) throws IOException {
        String file = name.socket().orElse("/.s.PGSQL.");
        if (!file.startsWith("/") || file.indexOf("/.s.PGSQL.") < 0) {
            throw new IOException("PGSQL invalid filename for socket: " + file);
        }
    }

    @Override
    public SqlQuery.RawParameter raw() {
        return (_, _, _) -> {
            throw new IOException("a value is not UTF-8");
        };
    }

    @Override
    public SqlQuery.Reader reader() {
        return PostgresqlDialect::read;
    }

    /// The answer of the last of the statements.
    private static SqlAnswer read(Statement statement, boolean hasRows) throws SQLException, IOException {
        SqlAnswer answer = one(statement, hasRows);
        boolean changes = answer.changes();
        boolean rows = statement.getMoreResults();
        while (rows || statement.getUpdateCount() >= 0) {
            answer = one(statement, rows);
            changes |= answer.changes();
            rows = statement.getMoreResults();
        }
        return new SqlAnswer(answer.value(), changes);
    }

    private static SqlAnswer one(Statement statement, boolean hasRows) throws SQLException, IOException {
        if (!hasRows) {
            return SqlAnswer.changed(Integer.toString(Math.max(0, statement.getUpdateCount())));
        }
        RowsText text = new RowsText();
        try (ResultSet rows = statement.getResultSet()) {
            while (rows.next()) {
                text.add(row(rows));
            }
        }
        return new SqlAnswer(text.value(), false);
    }

    private static List<RowsText.Field> row(ResultSet rows) throws SQLException {
        List<RowsText.Field> row = new ArrayList<>();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
            String name = Utf8.encode(rows.getMetaData().getColumnLabel(i));
            row.add(new RowsText.Field(
                    name, Optional.ofNullable(rows.getString(i)).map(Utf8::encode)));
        }
        return row;
    }
}
