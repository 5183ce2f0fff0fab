package org.postern.itests;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Debian's `redis-server` as a process of its own, on a port of the loopback and a Unix socket, with its
/// data in a directory of its own.
public final class RedisDaemon implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Path directory;
    private final int port;
    private final List<String> options;
    private Process process;

    private RedisDaemon(Path directory, int port, List<String> options) throws Exception {
        this.directory = directory;
        this.port = port;
        this.options = options;
        this.process = launch();
    }

    /// An empty one, with these options beside its own.
    public static RedisDaemon start(String... options) throws Exception {
        Command.find("redis-server");
        return new RedisDaemon(Files.createTempDirectory("postern-redis"), FreePort.find(), List.of(options));
    }

    private Process launch() throws Exception {
        List<String> command = new ArrayList<>(List.of(Command.find("redis-server")));
        command.addAll(List.of("--bind", "127.0.0.1", "--port", Integer.toString(port), "--daemonize", "no"));
        command.addAll(List.of("--dir", directory.toString(), "--unixsocket", socket().toString()));
        command.addAll(List.of("--appendonly", "yes", "--appendfsync", "always", "--save", ""));
        command.addAll(options);
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile())
                .start();
        Await.until("redis-server", LIMIT, this::answers);
        return process;
    }

    private boolean answers() throws IOException {
        if (!process.isAlive()) {
            throw new IOException(Files.readString(directory.resolve("output"), StandardCharsets.ISO_8859_1));
        }
        try {
            String reply = command("PING");
            return reply.startsWith("+PONG") || reply.startsWith("-NOAUTH");
        } catch (IOException e) {
            return false;
        }
    }

    public int port() {
        return port;
    }

    /// The Unix socket.
    public Path socket() {
        return directory.resolve("redis.sock");
    }

    /// Carries out a command; the first line of the reply, with a second one where the first is a length.
    public String command(String... words) throws IOException {
        StringBuilder request = new StringBuilder("*" + words.length + "\r\n");
        for (String word : words) {
            request.append('$')
                    .append(word.length())
                    .append("\r\n")
                    .append(word)
                    .append("\r\n");
        }
        try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
            socket.setSoTimeout((int) LIMIT.toMillis());
            OutputStream out = socket.getOutputStream();
            out.write(request.toString().getBytes(StandardCharsets.ISO_8859_1));
            String reply = line(socket.getInputStream());
            return reply.startsWith("$") && !reply.equals("$-1") ? line(socket.getInputStream()) : reply;
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("no reply");
            }
            line.append(c == '\r' ? "" : Character.toString(c));
        }
        return line.toString();
    }

    /// Ends it at once, as a crash would.
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /// Starts it again with the data that it had.
    public void restart() throws Exception {
        process = launch();
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
