package org.postern.lookupredis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/// A `redis-server` of Debian's on a port of the loopback, with its data in a directory of the test.
final class RealRedis implements AutoCloseable {
    private static final Path SERVER = Path.of("/usr/bin/redis-server");
    private static final long LIMIT_SECONDS = 20;

    private final Process process;
    private final int port;

    private RealRedis(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /// Starts one; without the program the test is skipped.
    static RealRedis start(Path directory, String... options) throws IOException {
        boolean there = Files.isExecutable(SERVER);
        if (!there) {
            System.out.println("skipped: no " + SERVER);
        }
        Assumptions.assumeTrue(there);
        int port = freePort();
        Path home = Files.createTempDirectory(directory, "redis");
        Path configuration = Files.writeString(
                home.resolve("redis.conf"),
                "bind 127.0.0.1\nport " + port + "\ndaemonize no\nsave \"\"\ndir " + home + "\n"
                        + String.join("\n", options) + "\n");
        List<String> command = new ArrayList<>(List.of(SERVER.toString(), configuration.toString()));
        if (String.join("\n", options).contains("sentinel monitor")) {
            command.add("--sentinel");
        }
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("output").toFile())
                .start();
        RealRedis redis = new RealRedis(process, port);
        redis.await("PONG", "ping");
        return redis;
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    int port() {
        return port;
    }

    /// What `redis-cli` answers.
    String cli(String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of("redis-cli", "-p", Integer.toString(port)));
        command.addAll(List.of(words));
        return run(command.toArray(String[]::new));
    }

    static String run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), ISO_8859_1).strip();
    }

    /// Asks until the answer has these words.
    void await(String words, String... command) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        String answer = cli(command);
        while (!answer.contains(words) && System.nanoTime() < end) {
            answer = cli(command);
        }
        assertThat(answer).contains(words);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
