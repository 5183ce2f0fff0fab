package org.postern.lookupredis;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/// The connections to one server: at most so many at a time, each used by one thread, and kept for the next.
///
/// A kept connection may have been lost meanwhile, as when the server was started anew. A command that
/// changes
/// nothing is then sent again on a new connection; before any other, a kept connection is tried with a PING,
/// so that no command is carried out twice because of this.
final class Pool {
    /// What a server says that cannot serve now, though another one might.
    private static final List<String> UNFIT =
            List.of("LOADING ", "READONLY ", "MASTERDOWN ", "CLUSTERDOWN ", "TRYAGAIN ", "NOREPLICAS ", "BUSY ");

    private final Dialling dialling;
    private final Access access;
    private final InstantSource clock;
    private final Semaphore places;
    /// Those that nobody uses, the one that was used last first.
    private final ConcurrentLinkedDeque<Kept> idle = new ConcurrentLinkedDeque<>();

    private volatile Instant used;
    private volatile boolean closed;

    private record Kept(Connection connection, Instant since) {}

    Pool(Dialling dialling, InstantSource clock) {
        this.dialling = dialling;
        this.access = dialling.access();
        this.clock = clock;
        this.places = new Semaphore(access.connections(), true);
        this.used = clock.instant();
    }

    /// The reply; empty if it is nil. An error that the server replies is a `JedisDataException`.
    ///
    /// @param asking whether a cluster is moving the key to this node
    Optional<Object> run(RedisCommand command, boolean asking) throws IOException {
        used = clock.instant();
        takePlace();
        try {
            Optional<Connection> kept = kept(command);
            if (kept.isPresent()) {
                try {
                    return exchange(kept.get(), command, asking);
                } catch (JedisConnectionException e) {
                    dropIdle();
                    if (!command.isRead() || isTimeout(e)) {
                        throw down(e);
                    }
                }
            }
            return anew(command, asking);
        } finally {
            places.release();
        }
    }

    private Optional<Object> anew(RedisCommand command, boolean asking) throws IOException {
        Connection connection = dialling.dial();
        try {
            return exchange(connection, command, asking);
        } catch (JedisConnectionException e) {
            throw down(e);
        }
    }

    private void takePlace() throws IOException {
        try {
            if (!places.tryAcquire(access.timeoutMillis(), TimeUnit.MILLISECONDS)) {
                throw new RedisDown("REDIS: all " + access.connections() + " connections to " + access.server()
                        + " are in use (redis_connections)");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted").initCause(e);
        }
    }

    /// A kept connection that is fit for the command.
    private Optional<Connection> kept(RedisCommand command) {
        while (true) {
            Kept kept = idle.pollFirst();
            if (kept == null) {
                return Optional.empty();
            }
            if (command.isRead() || answers(kept.connection())) {
                return Optional.of(kept.connection());
            }
            dropIdle();
        }
    }

    private static boolean answers(Connection connection) {
        try {
            return connection.ping();
        } catch (JedisException _) {
            Dialling.end(connection);
            return false;
        }
    }

    private Optional<Object> exchange(Connection connection, RedisCommand command, boolean asking) throws IOException {
        boolean whole = false;
        try {
            if (asking) {
                connection.executeCommand(Protocol.Command.ASKING);
            }
            connection.sendCommand(command.name(), command.arguments());
            Optional<Object> reply = Optional.ofNullable(connection.getOne());
            whole = true;
            return reply;
        } catch (JedisDataException e) {
            if (cannotServe(e)) {
                dropIdle();
                throw down(e);
            }
            whole = true;
            throw e;
        } finally {
            release(connection, whole && command.leavesConnection());
        }
    }

    private static boolean cannotServe(JedisDataException e) {
        String error = String.valueOf(e.getMessage());
        return UNFIT.stream().anyMatch(error::startsWith);
    }

    /// Keeps a connection that is whole, and ends those that nobody needed for a while.
    private void release(Connection connection, boolean whole) {
        if (!whole) {
            Dialling.end(connection);
            return;
        }
        Instant now = clock.instant();
        idle.addFirst(new Kept(connection, now));
        Kept oldest = idle.peekLast();
        if (closed) {
            dropIdle();
        } else if (oldest != null && oldest.since().plus(Pools.KEEP).isBefore(now) && idle.remove(oldest)) {
            Dialling.end(oldest.connection());
        }
    }

    private void dropIdle() {
        for (Kept kept = idle.pollFirst(); kept != null; kept = idle.pollFirst()) {
            Dialling.end(kept.connection());
        }
    }

    /// Whether nobody asked since then.
    boolean isUnusedSince(Instant then) {
        return used.isBefore(then);
    }

    /// Ends the connections that nobody uses now; the others end when they are not used any more.
    void close() {
        closed = true;
        dropIdle();
    }

    private RedisDown down(JedisException e) {
        return new RedisDown("REDIS: " + access.server() + ": " + e.getMessage(), e);
    }

    private static boolean isTimeout(JedisConnectionException e) {
        return e.getCause() instanceof SocketTimeoutException;
    }
}
