package org.postern.lookupsql;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.Text;
import org.postern.api.config.Compiler;
import org.postern.spi.Lookup;
import org.postern.spi.LookupType;

/// The lookup `sqlite`: queries of a database in a file.
///
/// @param connections where connections come from
/// @param threads where the library runs
record SqliteLookup(Connections connections, NativeThreads threads) implements LookupType {
    @Override
    public String name() {
        return "sqlite";
    }

    @Override
    public Style style() {
        return Style.QUERY;
    }

    @Override
    public String quote(String value) {
        return Quoting.sqlite(value);
    }

    @Override
    public Lookup open(String source, List<String> options, Compiler compiler, Context context) throws IOException {
        return new Open(this, SqlLookupOptions.parse(name(), "file", options), context);
    }

    /// The lookup while it is used, by one thread.
    private static final class Open implements Lookup {
        private final SqliteLookup lookup;
        private final SqlLookupOptions options;
        private final Context context;
        private boolean changes;

        Open(SqliteLookup lookup, SqlLookupOptions options, Context context) {
            this.lookup = lookup;
            this.options = options;
            this.context = context;
        }

        @Override
        public Optional<Found> find(Text key) throws IOException {
            Place place = place(key);
            SqlQuery query = new SqlQuery(place.sql(), options.bindings().values(context));
            Timeouts timeouts = Timeouts.of(context);
            Duration lockTimeout = context.setting(SqlOptions.SQLITE_LOCK_TIMEOUT);
            Target file = SqliteFile.of(place.file(), lockTimeout, lookup.threads());
            SqlAnswer answer = ask(file, query, timeouts);
            changes = answer.changes();
            boolean isRemembered = !changes && query.values().isEmpty();
            return answer.value().map(value -> new Found(value, isRemembered ? Found.MESSAGE : Duration.ZERO));
        }

        private SqlAnswer ask(Target file, SqlQuery query, Timeouts timeouts) throws IOException {
            try {
                return lookup.connections()
                        .use(file, timeouts.connect(), connection -> askAside(connection, query, timeouts));
            } catch (SQLException e) {
                throw new IOException("sqlite: " + e.getMessage(), e);
            }
        }

        private SqlAnswer askAside(Connection connection, SqlQuery query, Timeouts timeouts)
                throws SQLException, IOException {
            return lookup.threads()
                    .call(
                            () -> new SqliteQuery(query).ask(connection),
                            timeouts.query(),
                            () -> SqliteQuery.interrupt(connection));
        }

        private Place place(Text key) throws IOException {
            String text = key.value().stripLeading();
            if (options.place().isPresent()) {
                return new Place(options.place().get(), text);
            }
            if (!text.startsWith("/")) {
                return new Place(
                        context.setting(SqlOptions.SQLITE_DBFILE)
                                .orElseThrow(() -> new IOException(
                                        "no file for \"sqlite\" lookup: neither file= nor" + " sqlite_dbfile")),
                        text);
            }
            if (key.tainted()) {
                throw new IOException("Tainted filename for \"sqlite\" lookup");
            }
            int end = 0;
            while (end < text.length() && text.charAt(end) > ' ') {
                end++;
            }
            return new Place(text.substring(0, end), text.substring(end).stripLeading());
        }

        @Override
        public boolean remembersAbsence() {
            return !changes && options.bindings().names().isEmpty();
        }

        @Override
        public void close() {}
    }

    /// What is asked where.
    ///
    /// @param file the database
    /// @param sql the query
    private record Place(String file, String sql) {}
}
