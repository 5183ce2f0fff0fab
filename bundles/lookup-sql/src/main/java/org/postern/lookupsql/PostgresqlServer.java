package org.postern.lookupsql;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.PGProperty;
import org.postgresql.ds.PGSimpleDataSource;

/// A PostgreSQL server. All is asked and answered as text, as libpq does it; prepared statements are not
/// kept in
/// the server, so that poolers such as PgBouncer may stand between.
record PostgresqlServer(ServerName name, Timeouts timeouts) implements Target {
    /// How much of an answer the driver takes in at most.
    private static final String BUFFER = "64M";

    @Override
    public Connection connect() throws SQLException {
        PGSimpleDataSource source = new PGSimpleDataSource();
        address(source);
        source.setDatabaseName(name.database());
        source.setUser(name.user());
        source.setPassword(name.password());
        source.setApplicationName("postern");
        source.setConnectTimeout(timeouts.connectSeconds());
        source.setSocketTimeout(timeouts.querySeconds());
        source.setCancelSignalTimeout(timeouts.connectSeconds());
        source.setPrepareThreshold(0);
        source.setBinaryTransfer(false);
        source.setProperty(PGProperty.STRING_TYPE, "unspecified");
        source.setProperty(PGProperty.MAX_RESULT_BUFFER, BUFFER);
        Connection connection = source.getConnection();
        limit(connection);
        return connection;
    }

    /// Libpq, too, uses no TLS with a socket of the file system.
    private void address(PGSimpleDataSource source) throws SQLException {
        source.setServerNames(new String[] {name.host().isEmpty() ? "localhost" : name.host()});
        source.setPortNumbers(new int[] {name.port()});
        if (name.socket().isPresent()) {
            source.setSocketFactory(PostgresqlSockets.class.getName());
            source.setSocketFactoryArg(name.socket().get());
            source.setProperty(PGProperty.SSL_MODE, "disable");
        }
    }

    /// Has the server, too, give up a query whose answer nobody waits for.
    private void limit(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET statement_timeout = " + timeouts.queryMillis());
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public boolean isAlive(Connection connection) {
        try {
            return connection.isValid(timeouts.connectSeconds());
        } catch (SQLException _) {
            return false;
        }
    }
}
