package org.postern.lookupsql;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.Text;
import org.postern.api.config.Compiler;
import org.postern.api.config.Lists;
import org.postern.spi.Lookup;
import org.postern.spi.LookupType;

/// A lookup that asks database servers, one after the other until one answers.
///
/// @param dialect what is particular to the kind of server
/// @param connections where connections come from
record ServerLookup(Dialect dialect, Connections connections) implements LookupType {
    @Override
    public String name() {
        return dialect.name();
    }

    @Override
    public Style style() {
        return Style.QUERY;
    }

    @Override
    public String quote(String value) {
        return dialect.quote(value);
    }

    @Override
    public String withoutSecrets(String query) {
        return ServerChoice.withoutPasswords(query);
    }

    @Override
    public Lookup open(String source, List<String> options, Compiler compiler, Context context) throws IOException {
        return new Open(dialect, connections, SqlLookupOptions.parse(name(), "servers", options), context);
    }

    /// The lookup while it is used, by one thread.
    private static final class Open implements Lookup {
        private final Dialect dialect;
        private final Connections connections;
        private final SqlLookupOptions options;
        private final Context context;
        private boolean changes;

        Open(Dialect dialect, Connections connections, SqlLookupOptions options, Context context) {
            this.dialect = dialect;
            this.connections = connections;
            this.options = options;
            this.context = context;
        }

        @Override
        public Optional<Found> find(Text key) throws IOException {
            List<String> main = Lists.split(context.setting(dialect.servers()).orElse(""));
            ServerChoice choice = ServerChoice.of(key, options.place(), main, dialect.product());
            if (choice.servers().isEmpty()) {
                throw new IOException("no " + dialect.product() + " servers defined ("
                        + dialect.servers().name() + " option)");
            }
            SqlQuery query = new SqlQuery(choice.sql(), options.bindings().values(context));
            SqlAnswer answer = firstAnswer(choice.servers(), query);
            changes = answer.changes();
            boolean isRemembered = !changes && query.values().isEmpty();
            return answer.value().map(value -> new Found(value, isRemembered ? Found.MESSAGE : Duration.ZERO));
        }

        private SqlAnswer firstAnswer(List<String> servers, SqlQuery query) throws IOException {
            IOException failure = new IOException("no server");
            for (String server : servers) {
                Timeouts timeouts = Timeouts.of(context);
                Target target = dialect.target(server, timeouts);
                try {
                    return connections.use(
                            target,
                            timeouts.connect(),
                            connection -> query.ask(connection, dialect.raw(), dialect.reader()));
                } catch (SQLException e) {
                    failure = new IOException(dialect.failure(e), e);
                }
            }
            throw failure;
        }

        @Override
        public boolean remembersAbsence() {
            return !changes && options.bindings().names().isEmpty();
        }

        @Override
        public void close() {}
    }
}
