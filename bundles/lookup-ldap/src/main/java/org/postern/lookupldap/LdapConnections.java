package org.postern.lookupldap;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import java.io.IOException;
import java.time.Duration;
import java.util.NoSuchElementException;
import org.apache.commons.pool2.BaseKeyedPooledObjectFactory;
import org.apache.commons.pool2.PooledObject;
import org.apache.commons.pool2.impl.DefaultPooledObject;
import org.apache.commons.pool2.impl.GenericKeyedObjectPool;
import org.apache.commons.pool2.impl.GenericKeyedObjectPoolConfig;

/// The open connections of all lookups, kept for reuse, and closed when they were idle for long. Who asks
/// connects by itself, so that no one waits for another's directory. Safe
/// for any number of threads.
final class LdapConnections implements AutoCloseable {
    /// How many connections there may be in all.
    static final long MOST = 500;

    private static final Duration IDLE = Duration.ofMinutes(5);
    private static final Duration CLEANING = Duration.ofMinutes(1);

    private final GenericKeyedObjectPool<LdapServer, LDAPConnection> pool;

    LdapConnections() {
        GenericKeyedObjectPoolConfig<LDAPConnection> config = new GenericKeyedObjectPoolConfig<>();
        config.setJmxEnabled(false);
        config.setMaxTotal((int) MOST);
        config.setMaxTotalPerKey(10);
        config.setMaxIdlePerKey((int) MOST);
        config.setMinEvictableIdleDuration(IDLE);
        config.setTimeBetweenEvictionRuns(CLEANING);
        pool = new GenericKeyedObjectPool<>(new Opening(), config);
    }

    /// How many connections each target may have.
    void limit(int each) {
        pool.setMaxTotalPerKey(each);
    }

    /// What `query` answers on a connection to `server`. A connection that was open before may have been
    /// closed
    /// by the server meanwhile: then another one is asked.
    <T> T use(LdapServer server, Work<T> query) throws LDAPException, IOException {
        Duration patience = Duration.ofMillis(server.timeouts().connectMillis());
        boolean mayBeStale = pool.getNumIdle(server) > 0;
        try {
            return once(server, patience, query);
        } catch (LDAPException e) {
            ResultCode code = e.getResultCode();
            if (!mayBeStale || code.isConnectionUsable() || code.equals(ResultCode.TIMEOUT)) {
                throw e;
            }
            pool.clear(server);
            return once(server, patience, query);
        }
    }

    private <T> T once(LdapServer server, Duration patience, Work<T> query) throws LDAPException, IOException {
        LDAPConnection connection = borrow(server, patience);
        boolean isGood = false;
        try {
            T answer = query.ask(connection);
            isGood = true;
            return answer;
        } catch (LDAPException e) {
            isGood = e.getResultCode().isConnectionUsable();
            throw e;
        } finally {
            giveBack(server, connection, isGood);
        }
    }

    private LDAPConnection borrow(LdapServer server, Duration patience) throws LDAPException, IOException {
        try {
            return pool.borrowObject(server, patience);
        } catch (LDAPException | IOException | RuntimeException e) {
            throw asKnown(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while connecting", e);
        } catch (Exception e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static LDAPException asKnown(Exception failure) throws IOException {
        return switch (failure) {
            case LDAPException e -> e;
            case NoSuchElementException e ->
                new LDAPException(ResultCode.CONNECT_ERROR, "all connections of ldap_pool_size are in use", e);
            default -> throw new IOException(failure.getMessage(), failure);
        };
    }

    private void giveBack(LdapServer server, LDAPConnection connection, boolean isGood) throws IOException {
        if (isGood) {
            pool.returnObject(server, connection);
            return;
        }
        try {
            pool.invalidateObject(server, connection);
        } catch (Exception e) {
            throw new IOException("closing a connection: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        pool.close();
    }

    /// A question to a directory.
    ///
    /// @param <T> the answer
    @FunctionalInterface
    interface Work<T> {
        /// Asks it.
        T ask(LDAPConnection connection) throws LDAPException, IOException;
    }

    /// How the pool gets connections.
    private static final class Opening extends BaseKeyedPooledObjectFactory<LdapServer, LDAPConnection> {
        @Override
        public LDAPConnection create(LdapServer server) throws LDAPException, IOException {
            return server.connect();
        }

        @Override
        public PooledObject<LDAPConnection> wrap(LDAPConnection connection) {
            return new DefaultPooledObject<>(connection);
        }

        @Override
        public void destroyObject(LdapServer server, PooledObject<LDAPConnection> pooled) {
            pooled.getObject().close();
        }
    }
}
