package org.postern.lookupredis;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.Text;
import org.postern.api.config.Compiler;
import org.postern.spi.Lookup;
import org.postern.spi.LookupType;

/// The lookup `redis`: the query is a command, what is found its reply.
record RedisLookup(Redis redis) implements LookupType {
    @Override
    public String name() {
        return "redis";
    }

    @Override
    public Style style() {
        return Style.QUERY;
    }

    @Override
    public String quote(String value) {
        return RedisCommand.quote(value);
    }

    /// The servers of the older form have passwords.
    @Override
    public String withoutSecrets(String query) {
        int end = query.indexOf(';');
        return query.startsWith("servers") && end >= 0 ? "servers=..." + query.substring(end) : query;
    }

    @Override
    public Lookup open(String source, List<String> options, Compiler compiler, Context context) throws IOException {
        return new Open(redis, Wish.of(options), context);
    }

    /// What the options of a query say.
    ///
    /// @param servers a list of them; empty if the query names none
    private record Wish(Optional<String> servers, ReplyText shape) {
        private static final String SERVERS = "servers=";

        static Wish of(List<String> options) throws IOException {
            Optional<String> servers = Optional.empty();
            boolean numbers = false;
            boolean pairs = false;
            for (String option : options) {
                switch (option) {
                    case "ret=number" -> numbers = true;
                    case "ret=pairs" -> pairs = true;
                    case String list
                    when list.startsWith(SERVERS) -> servers = Optional.of(list.substring(SERVERS.length()));
                    default -> throw new IOException("unknown option of a redis lookup: " + option);
                }
            }
            return new Wish(servers, new ReplyText(numbers, pairs));
        }
    }

    /// A lookup for one expansion. It asks for what was asked last whether its absence may be remembered.
    private static final class Open implements Lookup {
        private final Redis redis;
        private final Wish wish;
        private final Context context;
        private boolean readOnly = true;

        Open(Redis redis, Wish wish, Context context) {
            this.redis = redis;
            this.wish = wish;
            this.context = context;
        }

        @Override
        public Optional<Found> find(Text key) throws IOException {
            RedisQuery query = RedisQuery.parse(key);
            RedisCommand command = RedisCommand.parse(query.command());
            readOnly = command.isRead();
            if (command.isEmpty()) {
                return Optional.empty();
            }
            Optional<Object> reply = redis.run(ways(query), command);
            if (reply.isEmpty()) {
                boolean found = context.setting(RedisOptions.NIL) == RedisOptions.Nil.FOUND;
                return found ? Optional.of(new Found("", Duration.ZERO)) : Optional.empty();
            }
            Duration ttl = readOnly ? Found.MESSAGE : Duration.ZERO;
            return wish.shape().of(reply.get()).map(text -> new Found(text, ttl));
        }

        private List<Access> ways(RedisQuery query) throws IOException {
            List<Access> ways = new ArrayList<>();
            ServerList list = new ServerList(context.setting(RedisOptions.SERVERS));
            for (RedisServer server : list.choose(query.servers().or(wish::servers))) {
                ways.add(RedisOptions.access(server, context));
            }
            return ways;
        }

        /// Not after a command that may have changed something.
        @Override
        public boolean remembersAbsence() {
            return readOnly;
        }

        @Override
        public void close() {}
    }
}
