package org.postern.lookupredis;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.api.config.Lists;

/// Which servers a query is for: those that the query names, or else those of `redis_servers`.
///
/// @param main the option; empty if it is not set
record ServerList(Optional<String> main) {
    /// The servers, in the order in which they are tried.
    ///
    /// @param named what the query says; an item without a slash stands for the first of `redis_servers` that
    /// begins so
    List<RedisServer> choose(Optional<String> named) throws IOException {
        List<RedisServer> servers = new ArrayList<>();
        for (String item : Lists.split(named.or(() -> main)
                .orElseThrow(() -> new IOException("no Redis servers defined (redis_servers option)")))) {
            servers.add(RedisServer.parse(named.isPresent() && item.indexOf('/') < 0 ? full(item) : item));
        }
        if (servers.isEmpty()) {
            throw new IOException("no Redis servers defined (redis_servers option)");
        }
        return servers;
    }

    private String full(String item) throws IOException {
        return Lists.split(main.orElse("")).stream()
                .filter(known -> known.startsWith(item + "/"))
                .findFirst()
                .orElseThrow(() -> new IOException("Redis server \"" + item + "\" not found in redis_servers"));
    }
}
