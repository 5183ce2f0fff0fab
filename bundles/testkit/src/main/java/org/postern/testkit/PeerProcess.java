package org.postern.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A server of another program in a directory of its own on a port of the loopback: it is started, stopped
/// and
/// started again, and gone when it is closed. Used by one thread.
final class PeerProcess implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Path directory;
    private final int port;
    private final List<String> command;
    private final String signal;
    private Optional<Process> process = Optional.empty();

    private PeerProcess(Path directory, int port, List<String> command, String signal) {
        this.directory = directory;
        this.port = port;
        this.command = command;
        this.signal = signal;
    }

    /// Starts a server that ends on `signal`, such as `INT`.
    static PeerProcess start(Path directory, int port, List<String> command, String signal) throws IOException {
        PeerProcess peer = new PeerProcess(directory, port, command, signal);
        peer.start();
        return peer;
    }

    void start() throws IOException {
        Process started = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile())
                .start();
        process = Optional.of(started);
        await(this::answers);
    }

    /// Waits until the server, which must live on, is as `condition` says.
    void await(Condition condition) throws IOException {
        Process running = process.orElseThrow();
        Instant end = Instant.now().plus(LIMIT);
        while (!condition.holds()) {
            if (!running.isAlive() || Instant.now().isAfter(end)) {
                throw new IOException(
                        command + ": " + Files.readString(directory.resolve("output"), StandardCharsets.ISO_8859_1));
            }
            await(Duration.ofMillis(50));
        }
    }

    /// What is waited for.
    @FunctionalInterface
    interface Condition {
        /// Whether it holds now.
        boolean holds() throws IOException;
    }

    private boolean answers() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException _) {
            return false;
        }
    }

    private static void await(Duration time) throws IOException {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /// Ends it by its signal, and waits for its end.
    void stop() throws IOException {
        Process running = process.orElseThrow();
        process = Optional.empty();
        run(List.of("kill", "-" + signal, Long.toString(running.pid())));
        try {
            if (!running.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                running.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        if (process.isPresent()) {
            stop();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /// Runs a program that ends by itself.
    static void run(List<String> command) throws IOException {
        Process run = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(run.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        try {
            if (!run.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS) || run.exitValue() != 0) {
                throw new IOException(command + ": " + output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /// Where a program is: in one of the directories of PATH, or in these.
    static Optional<String> find(String name, List<Path> more) {
        List<Path> places = new ArrayList<>();
        for (String place : (System.getenv().getOrDefault("PATH", "") + ":/usr/sbin").split(":", -1)) {
            places.add(Path.of(place.isEmpty() ? "/usr/bin" : place));
        }
        places.addAll(more);
        return places.stream()
                .map(place -> place.resolve(name))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
    }

    static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    /// Whether this process is root, so that a server has to become another user.
    static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    /// A new directory; as root it belongs to `user`.
    static Path directory(String user) throws IOException {
        Path directory = Files.createTempDirectory("postern-" + user);
        if (isRoot()) {
            run(List.of("chown", user, directory.toString()));
        }
        run(List.of("chmod", "755", directory.toString()));
        return directory;
    }
}
