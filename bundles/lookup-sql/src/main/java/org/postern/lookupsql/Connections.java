package org.postern.lookupsql;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.NoSuchElementException;
import org.apache.commons.pool2.BaseKeyedPooledObjectFactory;
import org.apache.commons.pool2.PooledObject;
import org.apache.commons.pool2.impl.DefaultPooledObject;
import org.apache.commons.pool2.impl.GenericKeyedObjectPool;
import org.apache.commons.pool2.impl.GenericKeyedObjectPoolConfig;

/// The open connections of all lookups, kept for reuse. One is checked before it is used again, and closed
/// when it was idle for long. Who asks connects by itself, so that no one waits for another's database. Safe
/// for any number of threads.
final class Connections implements AutoCloseable {
    /// How many connections there may be in all.
    static final long MOST = 500;

    private static final Duration IDLE = Duration.ofMinutes(5);
    private static final Duration CLEANING = Duration.ofMinutes(1);

    private final GenericKeyedObjectPool<Target, Connection> pool;

    Connections() {
        GenericKeyedObjectPoolConfig<Connection> config = new GenericKeyedObjectPoolConfig<>();
        config.setJmxEnabled(false);
        config.setMaxTotal((int) MOST);
        config.setMaxTotalPerKey(10);
        config.setMaxIdlePerKey((int) MOST);
        config.setTestOnBorrow(true);
        config.setMinEvictableIdleDuration(IDLE);
        config.setTimeBetweenEvictionRuns(CLEANING);
        pool = new GenericKeyedObjectPool<>(new Opening(), config);
    }

    /// How many connections each target may have.
    void limit(int each) {
        pool.setMaxTotalPerKey(each);
    }

    /// What `query` answers on a connection to `target`.
    <T> T use(Target target, Duration patience, Work<T> query) throws SQLException, IOException {
        Connection connection = borrow(target, patience);
        boolean isGood = false;
        try {
            T answer = query.ask(connection);
            isGood = true;
            return answer;
        } catch (SQLException e) {
            isGood = !isBroken(e) && !connection.isClosed();
            throw e;
        } finally {
            giveBack(target, connection, isGood);
        }
    }

    private Connection borrow(Target target, Duration patience) throws SQLException, IOException {
        try {
            return pool.borrowObject(target, patience);
        } catch (SQLException | IOException | RuntimeException e) {
            throw asKnown(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while connecting", e);
        } catch (Exception e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static SQLException asKnown(Exception failure) throws IOException {
        return switch (failure) {
            case SQLException e -> e;
            case NoSuchElementException e ->
                new SQLException("all connections of sql_pool_size are in use, or none is good", e);
            default -> throw new IOException(failure.getMessage(), failure);
        };
    }

    private void giveBack(Target target, Connection connection, boolean isGood) throws IOException {
        if (isGood) {
            pool.returnObject(target, connection);
            return;
        }
        try {
            pool.invalidateObject(target, connection);
        } catch (Exception e) {
            throw new IOException("closing a connection: " + e.getMessage(), e);
        }
    }

    /// Whether the connection is of no more use (SQLSTATE classes 08, connection, and 57, the server ends
    /// it).
    private static boolean isBroken(SQLException e) {
        String state = java.util.Objects.requireNonNullElse(e.getSQLState(), "08000");
        return state.startsWith("08") || state.startsWith("57");
    }

    @Override
    public void close() {
        pool.close();
    }

    /// A question to a database.
    ///
    /// @param <T> the answer
    @FunctionalInterface
    interface Work<T> {
        /// Asks it.
        T ask(Connection connection) throws SQLException, IOException;
    }

    /// How the pool gets connections.
    private static final class Opening extends BaseKeyedPooledObjectFactory<Target, Connection> {
        @Override
        public Connection create(Target target) throws SQLException {
            return target.connect();
        }

        @Override
        public PooledObject<Connection> wrap(Connection connection) {
            return new DefaultPooledObject<>(connection);
        }

        @Override
        public boolean validateObject(Target target, PooledObject<Connection> pooled) {
            return target.isAlive(pooled.getObject());
        }

        @Override
        public void destroyObject(Target target, PooledObject<Connection> pooled) throws SQLException {
            pooled.getObject().close();
        }
    }
}
