package org.postern.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Debian's MariaDB with a database `mail`, a user `exim` who may do all, and the password `secret`.
public final class Mariadb implements AutoCloseable {
    private static final String USER = "mysql";
    private static final String ACCOUNT = """
            CREATE DATABASE IF NOT EXISTS mail CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
            CREATE USER IF NOT EXISTS exim IDENTIFIED BY 'secret';
            GRANT ALL ON *.* TO exim;
            """;

    private final Path directory;
    private final int port;
    private final PeerProcess process;

    private Mariadb(Path directory, int port, PeerProcess process) {
        this.directory = directory;
        this.port = port;
        this.process = process;
    }

    /// A new one, with more options of the server; empty where it is not installed.
    public static Optional<Mariadb> open(String... options) throws IOException {
        Optional<String> install = PeerProcess.find("mariadb-install-db", List.of());
        Optional<String> server = PeerProcess.find("mariadbd", List.of());
        return install.isPresent() && server.isPresent()
                ? Optional.of(open(install.get(), server.get(), List.of(options)))
                : Optional.empty();
    }

    private static Mariadb open(String install, String server, List<String> options) throws IOException {
        Path directory = PeerProcess.directory(USER);
        List<String> common = new ArrayList<>(List.of("--no-defaults", "--datadir=" + directory.resolve("data")));
        if (PeerProcess.isRoot()) {
            common.add("--user=" + USER);
        }
        List<String> making = new ArrayList<>(List.of(install));
        making.addAll(common);
        making.addAll(List.of("--auth-root-authentication-method=normal", "--skip-test-db"));
        PeerProcess.run(making);
        Files.writeString(directory.resolve("account.sql"), ACCOUNT);
        int port = PeerProcess.freePort();
        List<String> running = new ArrayList<>(List.of(server));
        running.addAll(common);
        running.addAll(List.of(
                "--bind-address=127.0.0.1",
                "--port=" + port,
                "--socket=" + directory.resolve("socket"),
                "--pid-file=" + directory.resolve("pid"),
                "--init-file=" + directory.resolve("account.sql"),
                "--skip-name-resolve",
                "--innodb-flush-log-at-trx-commit=0"));
        running.addAll(options);
        return new Mariadb(directory, port, PeerProcess.start(directory, port, running, "TERM"));
    }

    /// Its port on the loopback.
    public int port() {
        return port;
    }

    /// The file of its socket.
    public Path socket() {
        return directory.resolve("socket");
    }

    /// Stops it; who is connected is not waited for.
    public void stop() throws IOException {
        process.stop();
    }

    /// Starts it again.
    public void start() throws IOException {
        process.start();
    }

    @Override
    public void close() throws IOException {
        process.close();
    }
}
