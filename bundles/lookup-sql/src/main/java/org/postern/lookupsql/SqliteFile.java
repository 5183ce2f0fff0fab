package org.postern.lookupsql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import org.sqlite.SQLiteConfig;

/// A database of SQLite: a file as it is now. When another one takes its place, that is another target.
///
/// @param path absolute
/// @param identity what tells it from another file of this name; empty if there is none
/// @param lockTimeout how long it may be locked by others
/// @param threads where all calls into the library run
record SqliteFile(String path, String identity, Duration lockTimeout, NativeThreads threads) implements Target {
    static SqliteFile of(String path, Duration lockTimeout, NativeThreads threads) throws IOException {
        if (!path.startsWith("/") || path.indexOf('?') >= 0 || path.indexOf('\0') >= 0) {
            throw new IOException("absolute file name expected for \"sqlite\" lookup");
        }
        return new SqliteFile(path, identity(Path.of(path)), lockTimeout, threads);
    }

    private static String identity(Path file) throws IOException {
        return Files.exists(file)
                ? Objects.toString(
                        Files.readAttributes(file, BasicFileAttributes.class).fileKey(), "")
                : "";
    }

    @Override
    public Connection connect() throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout((int) Math.clamp(lockTimeout.toMillis(), 0L, Integer.MAX_VALUE));
        return threads.open(() -> config.createConnection("jdbc:sqlite:" + path));
    }

    @Override
    public boolean isAlive(Connection connection) {
        return true;
    }
}
