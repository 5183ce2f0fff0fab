package org.postern.itests;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Debian's postsrsd: a process that rewrites senders, and finds out what was rewritten, for who asks it by
/// Postfix's protocol of tables over TCP.
final class Postsrsd implements AutoCloseable {
    private static final int LIMIT = (int) Duration.ofSeconds(10).toMillis();

    private final Path secrets;
    private final int forward;
    private final int reverse;
    private final Process process;

    private Postsrsd(Path secrets, int forward, int reverse, Process process) {
        this.secrets = secrets;
        this.forward = forward;
        this.reverse = reverse;
        this.process = process;
    }

    /// One that rewrites for a domain with a secret.
    static Postsrsd of(String domain, String secret) throws Exception {
        String program = Command.find("postsrsd");
        Path secrets = Files.writeString(Files.createTempFile("postern-postsrsd", ""), secret + "\n");
        int forward = FreePort.find();
        int reverse = FreePort.find();
        Process process = new ProcessBuilder(
                        program, "-4", "-s" + secrets, "-d" + domain, "-f" + forward, "-r" + reverse)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        Postsrsd daemon = new Postsrsd(secrets, forward, reverse, process);
        Await.until("postsrsd", Duration.ofSeconds(20), daemon::answers);
        return daemon;
    }

    private boolean answers() throws IOException {
        if (!process.isAlive()) {
            throw new IOException("postsrsd ended with status " + process.exitValue());
        }
        return listens(forward) && listens(reverse);
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /// The sender as it rewrites it.
    String forward(String address) throws IOException {
        return get(forward, address);
    }

    /// The sender that a rewritten one stands for; what it says, with its code, if it takes it for none.
    String reverse(String address) throws IOException {
        return get(reverse, address);
    }

    private static String get(int port, String address) throws IOException {
        try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
            socket.setSoTimeout(LIMIT);
            socket.getOutputStream().write(("get " + address + "\n").getBytes(StandardCharsets.ISO_8859_1));
            String line = new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1))
                    .readLine();
            if (line == null) {
                throw new IOException("postsrsd said nothing to " + address);
            }
            return line.startsWith("200 ") ? line.substring(4) : line;
        }
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
        Files.delete(secrets);
    }
}
