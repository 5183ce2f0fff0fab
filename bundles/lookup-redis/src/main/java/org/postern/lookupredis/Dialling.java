package org.postern.lookupredis;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisException;

/// Opens connections to a server or, where sentinels are named, to the master that they know.
///
/// @param access how to reach it
record Dialling(Access access) {
    private static final int PORT = 6379;
    private static final int SENTINEL_PORT = 26_379;

    /// A connection that is logged in and has its database.
    Connection dial() throws IOException {
        Optional<Access.Sentinel> sentinel = access.sentinel();
        return sentinel.isPresent()
                ? dialMaster(sentinel.get())
                : dial(access.server().place());
    }

    private Connection dial(RedisServer.Place place) throws IOException {
        RedisServer server = access.server();
        DefaultJedisClientConfig.Builder config = common(server.password()).database(server.database());
        if (!access.user().isEmpty()) {
            config.user(text(access.user()));
        }
        return open(place, PORT, config.build());
    }

    /// Asks the sentinel where the master is, and asks what is there whether it is one: a sentinel may be
    /// late.
    private Connection dialMaster(Access.Sentinel sentinel) throws IOException {
        Connection master = dial(whereIsMaster(sentinel));
        boolean isMaster = false;
        try {
            master.sendCommand(Protocol.Command.ROLE);
            isMaster = master.getOne() instanceof List<?> role
                    && !role.isEmpty()
                    && role.getFirst() instanceof byte[] name
                    && new String(name, StandardCharsets.ISO_8859_1).equals("master");
        } catch (JedisException e) {
            throw new RedisDown("REDIS: the role of " + sentinel.master() + ": " + e.getMessage(), e);
        } finally {
            if (!isMaster) {
                end(master);
            }
        }
        if (!isMaster) {
            throw new RedisDown("REDIS: sentinel " + access.server() + " names no master for " + sentinel.master());
        }
        return master;
    }

    private RedisServer.Place whereIsMaster(Access.Sentinel sentinel) throws IOException {
        JedisClientConfig config = common(sentinel.password()).build();
        Connection connection = open(access.server().place(), SENTINEL_PORT, config);
        try {
            connection.sendCommand(
                    Protocol.Command.SENTINEL,
                    "get-master-addr-by-name".getBytes(StandardCharsets.ISO_8859_1),
                    sentinel.master().getBytes(StandardCharsets.ISO_8859_1));
            if (connection.getOne() instanceof List<?> found
                    && found.size() == 2
                    && found.get(0) instanceof byte[] host
                    && found.get(1) instanceof byte[] port) {
                String number = new String(port, StandardCharsets.ISO_8859_1);
                return new RedisServer.Place.Tcp(
                        new String(host, StandardCharsets.ISO_8859_1), Optional.of(Integer.parseInt(number)));
            }
            throw new RedisDown("REDIS: sentinel " + access.server() + " knows no master " + sentinel.master());
        } catch (JedisException | NumberFormatException e) {
            throw new RedisDown("REDIS: sentinel " + access.server() + ": " + e.getMessage(), e);
        } finally {
            end(connection);
        }
    }

    private Connection open(RedisServer.Place place, int usualPort, JedisClientConfig config) throws IOException {
        try {
            return new Connection(new Sockets(place, usualPort, access), config);
        } catch (JedisException e) {
            throw new RedisDown("REDIS connection failed: " + place + ": " + reason(e), e);
        }
    }

    /// Ends a connection, whatever state it is in.
    static void end(Connection connection) {
        try {
            connection.forceDisconnect();
        } catch (IOException | JedisException _) {
            // it is of no use any more
        }
    }

    private static String reason(JedisException e) {
        Throwable cause = e.getCause();
        return String.valueOf(cause instanceof IOException ? cause.getMessage() : e.getMessage());
    }

    private DefaultJedisClientConfig.Builder common(String password) {
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder()
                .serverDefaultProtocol()
                .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
                .timeoutMillis(access.timeoutMillis());
        return password.isEmpty() ? config : config.password(text(password));
    }

    /// The characters that the bytes are in UTF-8, as Jedis sends them.
    private static String text(String bytes) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
