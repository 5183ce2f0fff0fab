package org.postern.lookupredis;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisAskDataException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisRedirectionException;

/// Has commands carried out by the first of some servers that can. Safe for any number of threads.
final class Redis {
    /// How often a cluster may send us to another node.
    private static final int REDIRECTIONS = 5;

    private final Pools pools;

    Redis(Pools pools) {
        this.pools = pools;
    }

    /// The reply; empty if it is nil.
    ///
    /// @param ways to the servers, one or more, in the order in which they are tried
    Optional<Object> run(List<Access> ways, RedisCommand command) throws IOException {
        IOException last = new IOException("no Redis servers defined (redis_servers option)");
        for (Access way : ways) {
            try {
                return at(way, command);
            } catch (RedisDown e) {
                last = e;
            }
        }
        throw last;
    }

    private Optional<Object> at(Access way, RedisCommand command) throws IOException {
        Access now = way;
        boolean asking = false;
        for (int i = 0; i <= REDIRECTIONS; i++) {
            try {
                return pools.of(now).run(command, asking);
            } catch (JedisRedirectionException e) {
                now = now.at(place(now, e.getTargetNode()));
                asking = e instanceof JedisAskDataException;
            } catch (JedisDataException e) {
                throw new IOException("REDIS: lookup result failed: " + bytes(e) + "\n", e);
            }
        }
        throw new RedisDown("REDIS: more than " + REDIRECTIONS + " redirections in a cluster");
    }

    /// Where a node of a cluster is. One without a host is where we asked.
    private static RedisServer.Place place(Access asked, HostAndPort node) {
        boolean same = node.getHost().isEmpty();
        String host = same && asked.server().place() instanceof RedisServer.Place.Tcp tcp ? tcp.host() : node.getHost();
        return new RedisServer.Place.Tcp(host, Optional.of(node.getPort()));
    }

    private static String bytes(JedisDataException e) {
        String message = String.valueOf(e.getMessage());
        return new String(message.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
