package org.postern.lookupredis;

import java.io.IOException;
import java.util.Optional;
import org.postern.api.Text;

/// A query: a command, after `servers=LIST;` in the older form.
///
/// @param servers the list; empty if the query has none
record RedisQuery(Optional<String> servers, String command) {
    private static final String SERVERS = "servers";

    static RedisQuery parse(Text query) throws IOException {
        String text = query.value();
        if (!text.startsWith(SERVERS)) {
            return new RedisQuery(Optional.empty(), text);
        }
        if (query.tainted()) {
            throw new IOException("servers of a Redis lookup come from outside: " + text);
        }
        String list = text.substring(SERVERS.length()).stripLeading();
        if (!list.startsWith("=")) {
            throw new IOException("missing = after \"servers\" in Redis lookup");
        }
        int end = list.indexOf(';');
        if (end < 0) {
            throw new IOException("missing ; after \"servers=\" in Redis lookup");
        }
        return new RedisQuery(Optional.of(list.substring(1, end).strip()), list.substring(end + 1));
    }
}
