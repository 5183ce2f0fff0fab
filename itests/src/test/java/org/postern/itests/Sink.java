package org.postern.itests;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Postfix's smtp-sink: a next host that takes everything and counts it.
final class Sink implements AutoCloseable {
    private final Process process;
    private final int port;

    @SuppressWarnings("JdkObsolete") // written by one thread, read by another
    private final StringBuffer output = new StringBuffer();

    private Sink(Process process, int port) {
        this.process = process;
        this.port = port;
        Thread.ofVirtual().start(() -> {
            try (InputStream in = process.getInputStream()) {
                byte[] buffer = new byte[8_192];
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    output.append(new String(buffer, 0, read, StandardCharsets.ISO_8859_1));
                }
            } catch (IOException e) {
                output.append(e);
            }
        });
    }

    static Sink start() throws Exception {
        int port = FreePort.find();
        Process process =
                new ProcessBuilder(command(port)).redirectErrorStream(true).start();
        Await.until("smtp-sink", Duration.ofSeconds(10), () -> {
            try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
                return socket.isConnected();
            } catch (IOException e) {
                return false;
            }
        });
        return new Sink(process, port);
    }

    /// As root it wants the name of a user to become.
    private static List<String> command(int port) throws IOException {
        List<String> command = new ArrayList<>(List.of(Command.find("smtp-sink")));
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("-u", "nobody"));
        }
        command.addAll(List.of("-c", "127.0.0.1:" + port, "1000"));
        return command;
    }

    int port() {
        return port;
    }

    /// How many messages it has taken, by the last of its counters (`... mesg=N`).
    long messages() {
        String all = output.toString();
        int at = all.lastIndexOf("mesg=");
        if (at < 0) {
            return 0;
        }
        String digits = all.substring(at + 5).replaceAll("(?s)\\D.*", "");
        return digits.isEmpty() ? 0 : Long.parseLong(digits);
    }

    @Override
    public void close() {
        process.destroy();
    }
}
