package org.postern.lookupsql;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.postern.api.config.Option;
import org.postern.api.config.OptionTypes;
import org.postern.spi.OptionSet;

/// The options of the main section that say where databases are, and how long they may take.
final class SqlOptions {
    static final Option<Optional<String>> PGSQL_SERVERS = Option.optional("pgsql_servers", OptionTypes.TEXT);
    static final Option<Optional<String>> MYSQL_SERVERS = Option.optional("mysql_servers", OptionTypes.TEXT);
    static final Option<Optional<String>> SQLITE_DBFILE = Option.optional("sqlite_dbfile", OptionTypes.TEXT);
    static final Option<Duration> SQLITE_LOCK_TIMEOUT = Option.of("sqlite_lock_timeout", OptionTypes.TIME, "5s");
    /// How many connections one server, or one file, has at most.
    static final Option<Long> POOL_SIZE = Option.of("sql_pool_size", OptionTypes.NUMBER, "10");

    static final Option<Duration> CONNECT_TIMEOUT = Option.of("sql_connect_timeout", OptionTypes.TIME, "5s");
    static final Option<Duration> QUERY_TIMEOUT = Option.of("sql_query_timeout", OptionTypes.TIME, "30s");

    private SqlOptions() {}

    static List<OptionSet> all() {
        return List.of(OptionSet.main(
                PGSQL_SERVERS,
                MYSQL_SERVERS,
                SQLITE_DBFILE,
                SQLITE_LOCK_TIMEOUT,
                POOL_SIZE,
                CONNECT_TIMEOUT,
                QUERY_TIMEOUT));
    }
}
