package org.postern.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Debian's PostgreSQL with a database `postgres`, a user `exim` who may do all, and the password `secret`.
public final class Postgresql implements AutoCloseable {
    private static final String USER = "postgres";

    private final Path directory;
    private final int port;
    private final PeerProcess process;

    private Postgresql(Path directory, int port, PeerProcess process) {
        this.directory = directory;
        this.port = port;
        this.process = process;
    }

    /// A new one; empty where it is not installed.
    public static Optional<Postgresql> open() throws IOException {
        Optional<String> initdb = PeerProcess.find("initdb", places());
        Optional<String> postgres = PeerProcess.find(USER, places());
        return initdb.isPresent() && postgres.isPresent()
                ? Optional.of(open(initdb.get(), postgres.get()))
                : Optional.empty();
    }

    private static List<Path> places() {
        Path versions = Path.of("/usr/lib/postgresql");
        try (Stream<Path> all = Files.isDirectory(versions) ? Files.list(versions) : Stream.empty()) {
            return all.map(version -> version.resolve("bin")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Postgresql open(String initdb, String postgres) throws IOException {
        Path directory = PeerProcess.directory(USER);
        Path password = directory.resolve("password");
        Files.writeString(password, "secret\n");
        PeerProcess.run(asUser(List.of(
                initdb,
                "--pgdata=" + directory.resolve("data"),
                "--username=exim",
                "--pwfile=" + password,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--no-sync")));
        int port = PeerProcess.freePort();
        List<String> command = List.of(
                postgres,
                "-D",
                directory.resolve("data").toString(),
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "unix_socket_directories=" + directory,
                "-c",
                "fsync=off",
                "-p",
                Integer.toString(port));
        Postgresql started =
                new Postgresql(directory, port, PeerProcess.start(directory, port, asUser(command), "INT"));
        started.awaitReady();
        return started;
    }

    /// It takes connections before it takes users.
    private void awaitReady() throws IOException {
        Path state = directory.resolve("data/postmaster.pid");
        process.await(() -> Files.exists(state) && Files.readString(state).contains("ready"));
    }

    private static List<String> asUser(List<String> command) {
        List<String> all = new ArrayList<>(
                PeerProcess.isRoot()
                        ? List.of("setpriv", "--reuid=" + USER, "--regid=" + USER, "--init-groups")
                        : List.of());
        all.addAll(command);
        return all;
    }

    /// Its port on the loopback.
    public int port() {
        return port;
    }

    /// The file of its socket.
    public Path socket() {
        return directory.resolve(".s.PGSQL." + port);
    }

    /// Stops it; who is connected is not waited for.
    public void stop() throws IOException {
        process.stop();
    }

    /// Starts it again.
    public void start() throws IOException {
        process.start();
        awaitReady();
    }

    @Override
    public void close() throws IOException {
        process.close();
    }
}
