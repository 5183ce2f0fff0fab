package org.postern.itests;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Debian's HAProxy in front of a server: a process with a configuration of its own, in a directory of its
/// own.
final class Haproxy implements AutoCloseable {
    private static final String CONFIGURATION = """
            defaults
              mode tcp
              timeout connect 5s
              timeout client 60s
              timeout server 60s
            frontend front
              bind 127.0.0.1:PORT FRONT
              default_backend back
            backend back
              server one 127.0.0.1:SERVER BACK
            """;

    private final Path directory;
    private final int port;
    private final Process process;

    private Haproxy(Path directory, int port, Process process) {
        this.directory = directory;
        this.port = port;
        this.process = process;
    }

    /// In front of the port `server`, with these words on the `bind` and on the `server` line.
    static Haproxy before(int server, String front, String back) throws Exception {
        String program = Command.find("haproxy");
        Path directory = Files.createTempDirectory("postern-haproxy");
        int port = FreePort.find();
        Path configuration = directory.resolve("haproxy.cfg");
        Files.writeString(
                configuration,
                CONFIGURATION
                        .replace("PORT", Integer.toString(port))
                        .replace("SERVER", Integer.toString(server))
                        .replace("FRONT", front)
                        .replace("BACK", back));
        Process process = new ProcessBuilder(program, "-db", "-f", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile())
                .start();
        Haproxy proxy = new Haproxy(directory, port, process);
        Await.until("HAProxy", Duration.ofSeconds(20), proxy::answers);
        return proxy;
    }

    private boolean answers() throws IOException {
        if (!process.isAlive()) {
            throw new IOException(output());
        }
        try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    int port() {
        return port;
    }

    /// What it has printed.
    String output() throws IOException {
        return Files.readString(directory.resolve("output"), StandardCharsets.ISO_8859_1);
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
        for (String name : List.of("haproxy.cfg", "output", "")) {
            Files.delete(directory.resolve(name));
        }
    }
}
