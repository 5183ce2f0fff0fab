package org.postern.lookupsql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import org.mariadb.jdbc.Configuration;
import org.mariadb.jdbc.Driver;
import org.mariadb.jdbc.HostAddress;

/// A MySQL or MariaDB server. Text is `utf8mb4` in both directions, so that no other character set makes a
/// quote
/// part of a character.
record MysqlServer(ServerName name, Timeouts timeouts) implements Target {
    private static final int PORT = 3306;
    /// Without this mode a backslash before a quote means what `${quote_mysql:}` relies on.
    private static final String BACKSLASHES = "SET SESSION sql_mode = REPLACE(@@sql_mode, 'NO_BACKSLASH_ESCAPES', '')";

    @Override
    public Connection connect() throws SQLException {
        Properties own = new Properties();
        name.socket().ifPresent(file -> own.setProperty(MysqlSockets.FILE, file));
        Configuration.Builder builder = Configuration.parse("jdbc:mariadb://localhost/", own).toBuilder()
                .addresses(HostAddress.from(
                        name.host().isEmpty() ? "localhost" : name.host(), name.port() == 0 ? PORT : name.port()))
                .user(name.user())
                .password(name.password())
                .connectTimeout(timeouts.connectMillis())
                .socketTimeout(timeouts.queryMillis())
                .initSql(BACKSLASHES)
                .allowPublicKeyRetrieval(true)
                .allowLocalInfile(false)
                .permitRedirect(false)
                .useAffectedRows(true)
                .useServerPrepStmts(true)
                .cachePrepStmts(false)
                .tinyInt1isBit(false)
                .yearIsDateType(false)
                .dumpQueriesOnException(false);
        if (!name.database().isEmpty()) {
            builder.database(name.database());
        }
        if (name.socket().isPresent()) {
            builder.socketFactory(MysqlSockets.class.getName());
        }
        return Driver.connect(builder.build());
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
