package org.postern.lookupsql;

import java.io.IOException;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.postern.api.config.Option;

/// What is particular to MySQL and MariaDB.
record MysqlDialect() implements Dialect {
    /// With how many zeros a number is written without an exponent.
    private static final int MOST_ZEROS = 14;

    @Override
    public String name() {
        return "mysql";
    }

    @Override
    public String product() {
        return "MySQL";
    }

    @Override
    public Option<Optional<String>> servers() {
        return SqlOptions.MYSQL_SERVERS;
    }

    @Override
    public String quote(String value) {
        return Quoting.mysql(value);
    }

    @Override
    public Target target(String server, Timeouts timeouts) throws IOException {
        ServerName name = ServerName.parse(server, product());
        String file = name.socket().orElse("/");
        if (!file.startsWith("/")) {
            throw new IOException("MYSQL invalid filename for socket: " + file);
        }
        return new MysqlServer(name, timeouts);
    }

    @Override
    public SqlQuery.RawParameter raw() {
        return PreparedStatement::setBytes;
    }

    @Override
    public SqlQuery.Reader reader() {
        return MysqlDialect::read;
    }

    /// The first result; a procedure has another one, which only says that it has ended.
    private static SqlAnswer read(Statement statement, boolean hasRows) throws SQLException, IOException {
        if (!hasRows) {
            return SqlAnswer.changed(Long.toString(Math.max(0, statement.getLargeUpdateCount())));
        }
        RowsText text = new RowsText();
        try (ResultSet rows = statement.getResultSet()) {
            while (rows.next()) {
                add(row(rows), text);
            }
        }
        return new SqlAnswer(text.value(), false);
    }

    /// A NULL that stands alone is no value.
    private static void add(List<RowsText.Field> row, RowsText text) throws IOException {
        if (row.size() == 1 && row.getFirst().value().isEmpty()) {
            text.addNothing();
        } else {
            text.add(row);
        }
    }

    private static List<RowsText.Field> row(ResultSet rows) throws SQLException {
        ResultSetMetaData columns = rows.getMetaData();
        List<RowsText.Field> row = new ArrayList<>();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            Optional<String> value = value(rows, i, columns.getColumnType(i));
            row.add(new RowsText.Field(Utf8.encode(columns.getColumnLabel(i)), value));
        }
        return row;
    }

    private static Optional<String> value(ResultSet rows, int column, int type) throws SQLException {
        return switch (type) {
            case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB ->
                Optional.ofNullable(rows.getBytes(column)).map(Utf8::text);
            case Types.DOUBLE, Types.FLOAT, Types.REAL ->
                Optional.ofNullable(rows.getString(column)).map(MysqlDialect::asServerWrites);
            default -> Optional.ofNullable(rows.getString(column)).map(Utf8::encode);
        };
    }

    /// A floating-point number as MySQL writes it, where the driver writes it as Java does.
    static String asServerWrites(String number) {
        BigDecimal value = new BigDecimal(number).stripTrailingZeros();
        int magnitude = value.precision() - value.scale();
        return magnitude < -MOST_ZEROS || magnitude > MOST_ZEROS + 1
                ? value.toString().toLowerCase(Locale.ROOT).replace("+", "")
                : value.toPlainString();
    }
}
