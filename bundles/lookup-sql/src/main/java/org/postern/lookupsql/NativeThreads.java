package org.postern.lookupsql;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Threads of the system for calls into a library that is not Java: one that waits there for a lock would
/// hold
/// the carrier of all virtual threads. Safe for any number of threads.
final class NativeThreads implements AutoCloseable {
    private static final int MOST = 100;
    private static final long OPENING_SECONDS = 60;

    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            0,
            MOST,
            10,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            Thread.ofPlatform().daemon().name("sqlite-", 0).factory());

    /// What `opening` gives.
    Connection open(Callable<Connection> opening) throws SQLException {
        try {
            return call(opening, Duration.ofSeconds(OPENING_SECONDS), () -> {});
        } catch (IOException e) {
            throw new SQLException(e.getMessage(), e);
        }
    }

    /// The result of `work`; when it takes too long, `cancel` is to make it end, which is waited for.
    <T> T call(Callable<T> work, Duration patience, Cancel cancel) throws SQLException, IOException {
        Future<T> result;
        try {
            result = threads.submit(work);
        } catch (RejectedExecutionException e) {
            throw new IOException("too many SQLite queries at once", e);
        }
        try {
            return await(result, patience, cancel);
        } catch (InterruptedException e) {
            cancel.cancel();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static <T> T await(Future<T> result, Duration patience, Cancel cancel)
            throws SQLException, IOException, InterruptedException {
        try {
            return result.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            cancel.cancel();
            return ended(result);
        } catch (ExecutionException e) {
            throw failure(e);
        }
    }

    private static <T> T ended(Future<T> result) throws SQLException, IOException, InterruptedException {
        try {
            return result.get();
        } catch (ExecutionException e) {
            throw failure(e);
        }
    }

    private static SQLException failure(ExecutionException e) throws IOException {
        return switch (e.getCause()) {
            case SQLException sql -> sql;
            case IOException io -> throw io;
            case null, default -> new SQLException(String.valueOf(e.getCause()), e);
        };
    }

    @Override
    public void close() {
        threads.shutdown();
    }

    /// Makes work end early.
    @FunctionalInterface
    interface Cancel {
        /// Does so, from another thread.
        void cancel() throws SQLException;
    }
}
