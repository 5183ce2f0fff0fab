package org.postern.lookupredis;

import java.time.Duration;
import java.util.Optional;

/// All that it takes to reach a server. Two that are equal share their connections.
///
/// @param server where it is, or where a sentinel is that knows
/// @param user an ACL user; empty for the default one
/// @param timeout for a connection, for an answer, and for a place among the connections
/// @param connections how many there may be at a time
record Access(
        RedisServer server,
        String user,
        Optional<RedisTls> tls,
        Optional<Sentinel> sentinel,
        Duration timeout,
        int connections) {
    /// What to ask a sentinel.
    ///
    /// @param master the name of the master
    /// @param password of the sentinel itself; empty if it has none
    record Sentinel(String master, String password) {
        @Override
        public String toString() {
            return master;
        }
    }

    /// The same at another place, which is a server and no sentinel.
    Access at(RedisServer.Place place) {
        RedisServer other = new RedisServer(place, server.database(), server.password());
        return new Access(other, user, tls, Optional.empty(), timeout, connections);
    }

    int timeoutMillis() {
        return Math.clamp(timeout.toMillis(), 1, Integer.MAX_VALUE);
    }
}
