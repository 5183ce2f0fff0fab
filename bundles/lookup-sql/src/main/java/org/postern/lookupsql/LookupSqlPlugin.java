package org.postern.lookupsql;

import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.postern.api.Context;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Settings;
import org.postern.spi.Contribution;
import org.postern.spi.OptionSet;
import org.postern.spi.Plugin;

/// The lookups `pgsql`, `mysql` and `sqlite`, and the connections that they share.
@Component(service = Plugin.class)
public final class LookupSqlPlugin implements Plugin {
    private final Connections connections = new Connections();
    private final NativeThreads threads = new NativeThreads();
    private final List<Contribution> contributions = List.of(
            new ServerLookup(new PostgresqlDialect(), connections),
            new ServerLookup(new MysqlDialect(), connections),
            new SqliteLookup(connections, threads));

    /// The plugin; it connects when it is asked something.
    @Activate
    public LookupSqlPlugin() {}

    /// Closes all connections.
    @Deactivate
    public void close() {
        connections.close();
        threads.close();
    }

    @Override
    public String name() {
        return "lookup-sql";
    }

    @Override
    public List<OptionSet> options() {
        return SqlOptions.all();
    }

    @Override
    public void check(Settings main) throws ConfigException {
        if (main.get(SqlOptions.POOL_SIZE) < 1) {
            throw main.invalid(SqlOptions.POOL_SIZE, "must be at least 1");
        }
    }

    @Override
    public List<Contribution> contributions() {
        return contributions;
    }

    @Override
    public void configured(Context context) {
        connections.limit(Math.toIntExact(Math.clamp(context.setting(SqlOptions.POOL_SIZE), 1L, Connections.MOST)));
    }
}
