package org.postern.lookupredis;

import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Lists;
import org.postern.api.config.Settings;
import org.postern.spi.Contribution;
import org.postern.spi.OptionSet;
import org.postern.spi.Plugin;

/// The plugin of Redis: the lookup type `redis`, `${quote_redis:}`, and the options that name the servers.
@Component(service = Plugin.class)
public final class LookupRedisPlugin implements Plugin {
    private final Pools pools = new Pools(InstantSource.system());

    /// The plugin; it needs nothing.
    @Activate
    public LookupRedisPlugin() {}

    /// Ends the connections that are kept.
    @Deactivate
    public void close() {
        pools.close();
    }

    @Override
    public String name() {
        return "lookup-redis";
    }

    @Override
    public List<OptionSet> options() {
        return List.of(RedisOptions.all());
    }

    @Override
    public void check(Settings main) throws ConfigException {
        Optional<String> servers = main.get(RedisOptions.SERVERS);
        for (String server : Lists.split(servers.orElse(""))) {
            try {
                RedisServer.parse(server);
            } catch (IOException e) {
                throw main.invalid(RedisOptions.SERVERS, String.valueOf(e.getMessage()));
            }
        }
        if (main.get(RedisOptions.CONNECTIONS) < 1) {
            throw main.invalid(RedisOptions.CONNECTIONS, "at least one connection is needed");
        }
    }

    @Override
    public List<Contribution> contributions() {
        return List.of(new RedisLookup(new Redis(pools)));
    }
}
