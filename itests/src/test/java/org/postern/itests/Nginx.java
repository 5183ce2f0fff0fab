package org.postern.itests;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// Debian's nginx as a proxy for mail, which speaks XCLIENT to the server behind it: a process with a
/// configuration of its own, and the HTTP service that it asks where to go and as whom.
final class Nginx implements AutoCloseable {
    private static final List<Path> MODULES = List.of(
            Path.of("/usr/lib/nginx/modules/ngx_mail_module.so"),
            Path.of("/usr/share/nginx/modules/ngx_mail_module.so"));
    private static final String CONFIGURATION = """
            load_module MODULE;
            daemon off;
            master_process off;
            pid DIRECTORY/pid;
            error_log DIRECTORY/error.log info;
            events {}
            mail {
              server_name nginx.example;
              auth_http 127.0.0.1:HTTP/;
              proxy_pass_error_message on;
              xclient on;
              server {
                listen 127.0.0.1:PORT;
                protocol smtp;
                smtp_auth AUTH;
              }
            }
            """;

    private final Path directory;
    private final int port;
    private final Process process;
    private final HttpServer authorities;

    private Nginx(Path directory, int port, Process process, HttpServer authorities) {
        this.directory = directory;
        this.port = port;
        this.process = process;
        this.authorities = authorities;
    }

    /// In front of a port; clients log in by `auth`, which is `none` or `plain`.
    static Nginx before(int server, String auth) throws Exception {
        String program = Command.find("nginx");
        Path directory = Files.createTempDirectory("postern-nginx");
        HttpServer authorities = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        authorities.createContext("/", exchange -> {
            exchange.getResponseHeaders().add("Auth-Status", "OK");
            exchange.getResponseHeaders().add("Auth-Server", "127.0.0.1");
            exchange.getResponseHeaders().add("Auth-Port", Integer.toString(server));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        authorities.start();
        int port = FreePort.find();
        Path configuration = directory.resolve("nginx.conf");
        Files.writeString(
                configuration,
                CONFIGURATION
                        .replace("MODULE", module().toString())
                        .replace("DIRECTORY", directory.toString())
                        .replace(
                                "HTTP",
                                Integer.toString(authorities.getAddress().getPort()))
                        .replace("PORT", Integer.toString(port))
                        .replace("AUTH", auth));
        Process process = new ProcessBuilder(
                        program,
                        "-c",
                        configuration.toString(),
                        "-e",
                        directory.resolve("error.log").toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile())
                .start();
        Nginx nginx = new Nginx(directory, port, process, authorities);
        Await.until("nginx", Duration.ofSeconds(20), nginx::answers);
        return nginx;
    }

    private static Path module() {
        for (Path module : MODULES) {
            if (Files.exists(module)) {
                return module;
            }
        }
        String reason = "skipped: nginx's mail module (libnginx-mod-mail) is not installed";
        System.out.println(reason);
        Assumptions.abort(reason);
        throw new AssertionError(reason);
    }

    private boolean answers() throws IOException {
        if (!process.isAlive()) {
            throw new IOException(Files.readString(directory.resolve("output")) + log());
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

    /// What it has logged.
    String log() throws IOException {
        return Files.readString(directory.resolve("error.log"), StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        authorities.stop(0);
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
                Files.delete(file);
            }
        }
    }
}
