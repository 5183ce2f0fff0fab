package org.postern.itests;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// Debian's Exim as a peer: a process with a configuration of its own, in a directory of its own. It takes
/// mail into DIRECTORY/mail and routes mail for relay.test by the transport `out` to `localhost`.
final class Exim implements AutoCloseable {
    private static final List<String> PLACES = List.of("/usr/local/lib/postern-ci/usr/sbin/exim4", "/usr/sbin/exim4");
    private static final String USER = "Debian-exim";
    private static final String CONFIGURATION = """
            primary_hostname = localhost
            exim_path = PROGRAM
            exim_user = Debian-exim
            exim_group = Debian-exim
            spool_directory = DIRECTORY/spool
            log_file_path = DIRECTORY/log/%s
            daemon_smtp_ports = PORT
            local_interfaces = 127.0.0.1
            host_lookup =
            rfc1413_query_timeout = 0s
            keep_environment =
            acl_smtp_rcpt = accept
            log_selector = +tls_resumption +tls_sni +tls_peerdn +smtp_mailauth +pipelining
            MAIN
            begin routers
            relay:
              driver = manualroute
              domains = relay.test
              route_list = * localhost byname
              self = send
              transport = out
            local:
              driver = accept
              transport = maildir
            begin transports
            maildir:
              driver = appendfile
              user = Debian-exim
              directory = DIRECTORY/mail
              maildir_format
              create_directory
            out:
              driver = smtp
              allow_localhost
            TRANSPORT
            begin retry
            * * F,1h,1s
            begin authenticators
            AUTHENTICATORS
            """;

    private final Path directory;
    private final int port;
    private final Process process;

    private Exim(Path directory, int port, Process process) {
        this.directory = directory;
        this.port = port;
        this.process = process;
    }

    /// Exim with these lines in the main section and these in the transport `out`.
    static Exim with(String main, String transport) throws Exception {
        return with(main, transport, "");
    }

    /// The same with authenticators.
    static Exim with(String main, String transport, String authenticators) throws Exception {
        find();
        return at(FreePort.find(), main, transport, authenticators);
    }

    /// The same at a port.
    static Exim at(int port, String main, String transport) throws Exception {
        return at(port, main, transport, "");
    }

    private static Exim at(int port, String main, String transport, String authenticators) throws Exception {
        String program = find();
        Path directory = Files.createTempDirectory("postern-exim");
        String text = CONFIGURATION
                .replace("MAIN", main)
                .replace("TRANSPORT", transport.indent(2))
                .replace("AUTHENTICATORS", authenticators)
                .replace("PROGRAM", program)
                .replace("DIRECTORY", directory.toString())
                .replace("PORT", Integer.toString(port));
        Files.writeString(directory.resolve("exim.conf"), text);
        giveAway(directory);
        Process process = new ProcessBuilder(
                        program,
                        "-C",
                        directory.resolve("exim.conf").toString(),
                        "-bdf",
                        "-q1s",
                        "-oP",
                        directory + "/pid")
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile())
                .start();
        Exim exim = new Exim(directory, port, process);
        Await.until("Exim", Duration.ofSeconds(20), exim::answers);
        return exim;
    }

    /// As root it becomes its own user, who writes here; the configuration stays root's, as it demands.
    private static void giveAway(Path directory) throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        UserPrincipal user =
                directory.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(USER);
        Files.setOwner(directory, user);
        for (String name : List.of("spool", "log", "mail")) {
            Files.setOwner(Files.createDirectory(directory.resolve(name)), user);
        }
    }

    /// The program; without it the test is skipped.
    static String find() throws IOException {
        String reason = "skipped: Exim (exim4-daemon-heavy) is not installed, or this is not root";
        for (String place : PLACES) {
            if (Files.isExecutable(Path.of(place))
                    && System.getProperty("user.name").equals("root")) {
                return place;
            }
        }
        System.out.println(reason);
        Assumptions.abort(reason);
        throw new AssertionError(reason);
    }

    private boolean answers() throws IOException {
        if (!process.isAlive()) {
            throw new IOException("Exim ended: " + Files.readString(directory.resolve("output")));
        }
        try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /// What it makes of strings (`-be`), a line each.
    static List<String> expand(List<String> strings) throws IOException {
        List<String> command = new ArrayList<>(List.of(find(), "-C", "/dev/null", "-be"));
        command.addAll(strings);
        Command.Result result = Command.run(command);
        if (result.status() != 0) {
            throw new IOException(result.output());
        }
        return result.output().lines().toList();
    }

    int port() {
        return port;
    }

    /// Has it send a message to `to`.
    void send(String from, String to, String text) throws IOException {
        Command.Result result = Command.run(
                List.of(find(), "-C", directory.resolve("exim.conf").toString(), "-odb", "-oi", "-f", from, to), text);
        if (result.status() != 0) {
            throw new IOException(result.output());
        }
    }

    /// Its main log.
    String log() throws IOException {
        Path log = directory.resolve("log/main");
        return Files.exists(log) ? Files.readString(log, StandardCharsets.ISO_8859_1) : "";
    }

    /// The messages that it has delivered.
    List<Path> delivered() throws IOException {
        Path inbox = directory.resolve("mail/new");
        if (!Files.isDirectory(inbox)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(inbox)) {
            return files.toList();
        }
    }

    @Override
    public void close() {
        stop();
    }

    /// Ends it; it may have ended.
    void stop() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        process.onExit().join();
    }
}
