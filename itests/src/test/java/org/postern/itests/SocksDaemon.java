package org.postern.itests;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A SOCKS 5 proxy from Debian, `danted` or `microsocks`: a process with a configuration of its own, in a
/// directory of its own, that connects to the loopback alone.
final class SocksDaemon implements AutoCloseable {
    private static final String DANTED = """
            errorlog: DIRECTORY/log
            logoutput: DIRECTORY/log
            internal: 127.0.0.1 port = PORT
            external: lo
            external.rotation: same-same
            socksmethod: METHOD
            clientmethod: none
            user.privileged: root
            user.unprivileged: nobody
            client pass { from: 127.0.0.0/8 to: 0.0.0.0/0 }
            socks pass { from: 0.0.0.0/0 to: 0.0.0.0/0 }
            socks pass { from: 0.0.0.0/0 to: ::/0 }
            """;

    private final Path directory;
    private final int port;
    private final String user;
    private final String password;
    private final Process process;

    private SocksDaemon(Path directory, int port, String user, String password, Process process) {
        this.directory = directory;
        this.port = port;
        this.user = user;
        this.password = password;
        this.process = process;
    }

    /// One that asks for no login.
    static SocksDaemon open(String program) throws Exception {
        return start(program, "", "");
    }

    /// One that wants a name and a password.
    static SocksDaemon withLogin(String program) throws Exception {
        return start(program, "ann", "some-secret");
    }

    private static SocksDaemon start(String program, String user, String password) throws Exception {
        String path = Command.find(program);
        Path directory = Files.createTempDirectory("postern-socks");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        int port = FreePort.find();
        List<String> command = program.equals("danted")
                ? danted(path, directory, port, !user.isEmpty())
                : microsocks(path, port, user, password);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile())
                .start();
        SocksDaemon daemon = new SocksDaemon(directory, port, user, password, process);
        Await.until(program, Duration.ofSeconds(20), daemon::answers);
        return daemon;
    }

    private static List<String> danted(String path, Path directory, int port, boolean login) throws IOException {
        Path configuration = directory.resolve("danted.conf");
        Files.writeString(
                configuration,
                DANTED.replace("DIRECTORY", directory.toString())
                        .replace("PORT", Integer.toString(port))
                        .replace("METHOD", login ? "username" : "none"));
        return List.of(
                path,
                "-f",
                configuration.toString(),
                "-p",
                directory.resolve("pid").toString());
    }

    private static List<String> microsocks(String path, int port, String user, String password) {
        List<String> open = List.of(path, "-i", "127.0.0.1", "-p", Integer.toString(port));
        return user.isEmpty()
                ? open
                : Stream.concat(open.stream(), Stream.of("-u", user, "-P", password))
                        .toList();
    }

    private boolean answers() throws IOException {
        if (!process.isAlive()) {
            throw new IOException(Files.readString(directory.resolve("output"), StandardCharsets.ISO_8859_1) + log());
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

    String user() {
        return user;
    }

    String password() {
        return password;
    }

    private String log() throws IOException {
        Path log = directory.resolve("log");
        return Files.exists(log) ? Files.readString(log, StandardCharsets.ISO_8859_1) : "";
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
