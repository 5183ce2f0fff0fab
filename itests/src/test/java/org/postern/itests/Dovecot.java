package org.postern.itests;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/// Debian's Dovecot as an authentication server: a process with a configuration and a socket of its own. It
/// knows `user` with the password `pencil`.
final class Dovecot implements AutoCloseable {
    private static final String CONFIGURATION = """
            base_dir = DIRECTORY/run
            state_dir = DIRECTORY/state
            log_path = DIRECTORY/log
            protocols =
            ssl = no
            disable_plaintext_auth = yes
            auth_mechanisms = plain login cram-md5 scram-sha-1 scram-sha-256
            auth_failure_delay = 0
            passdb {
              driver = passwd-file
              args = DIRECTORY/users
            }
            service auth {
              unix_listener auth-client {
                mode = 0666
              }
            }
            """;

    private final Path directory;
    private final Process process;

    private Dovecot(Path directory, Process process) {
        this.directory = directory;
        this.process = process;
    }

    static Dovecot start() throws Exception {
        String program = find();
        // The path of a socket must be short.
        Path directory = Files.createTempDirectory("pdc");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(directory.resolve("users"), "user:{PLAIN}pencil\n");
        Path configuration = directory.resolve("dovecot.conf");
        Files.writeString(configuration, CONFIGURATION.replace("DIRECTORY", directory.toString()));
        Process process = new ProcessBuilder(program, "-F", "-c", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile())
                .start();
        Dovecot dovecot = new Dovecot(directory, process);
        Await.until("Dovecot", Duration.ofSeconds(20), dovecot::listens);
        return dovecot;
    }

    private static String find() {
        Path place = Path.of("/usr/sbin/dovecot");
        if (Files.isExecutable(place) && System.getProperty("user.name").equals("root")) {
            return place.toString();
        }
        String reason = "skipped: Dovecot (dovecot-core) is not installed, or this is not root";
        System.out.println(reason);
        Assumptions.abort(reason);
        throw new AssertionError(reason);
    }

    private boolean listens() throws IOException {
        if (!process.isAlive()) {
            throw new IOException("Dovecot ended: " + Files.readString(directory.resolve("output")) + log());
        }
        return Files.exists(Path.of(socket()));
    }

    /// Where it can be asked.
    String socket() {
        return directory.resolve("run/auth-client").toString();
    }

    /// What it has logged.
    String log() throws IOException {
        Path log = directory.resolve("log");
        return Files.exists(log) ? Files.readString(log, StandardCharsets.ISO_8859_1) : "";
    }

    /// What it runs.
    static List<String> mechanisms() {
        return List.of("PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256");
    }

    @Override
    public void close() {
        process.destroy();
    }
}
