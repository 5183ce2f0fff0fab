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
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// Debian's Postfix as a peer, as it comes out of its package: with a configuration and a queue of its own in
/// a directory. It takes mail for maildir.test into DIRECTORY/mail/in and relays mail for relay.test to
/// `localhost`.
final class Postfix implements AutoCloseable {
    private static final Path PACKAGE = Path.of("/usr/local/lib/postern-ci");
    private static final String USER = "postfix";
    private static final String MAIN = """
            compatibility_level = 3.6
            queue_directory = DIRECTORY/queue
            command_directory = PACKAGE/usr/sbin
            daemon_directory = PACKAGE/usr/lib/postfix/sbin
            shlib_directory = PACKAGE/usr/lib/postfix
            data_directory = DIRECTORY/data
            meta_directory = DIRECTORY/etc
            mail_owner = postfix
            setgid_group = postdrop
            myhostname = localhost
            mydestination =
            inet_interfaces = loopback-only
            inet_protocols = ipv4
            mynetworks = 127.0.0.0/8
            smtpd_relay_restrictions = permit_mynetworks, reject
            maillog_file = DIRECTORY/log
            maillog_file_prefixes = DIRECTORY
            virtual_mailbox_domains = maildir.test
            virtual_mailbox_base = DIRECTORY/mail
            virtual_mailbox_maps = static:in/
            virtual_uid_maps = static:UID
            virtual_gid_maps = static:UID
            virtual_minimum_uid = 1
            transport_maps = inline:{ relay.test=smtp:[localhost]:RELAY }
            relay_domains = relay.test
            disable_dns_lookups = yes
            smtp_host_lookup = native
            smtpd_peername_lookup = no
            minimal_backoff_time = 1s
            queue_run_delay = 1s
            smtp_tls_loglevel = 1
            smtpd_tls_loglevel = 1
            smtpd_tls_received_header = yes
            alias_maps =
            local_recipient_maps =
            SETTINGS
            """;

    private final Path directory;
    private final int port;

    private Postfix(Path directory, int port) {
        this.directory = directory;
        this.port = port;
    }

    /// Postfix with these lines in main.cf, that relays to a port.
    static Postfix with(int relay, String settings) throws Exception {
        demand();
        Path directory = Files.createTempDirectory("postern-postfix");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (String name : List.of("etc", "queue", "data", "mail")) {
            Files.createDirectory(directory.resolve(name));
        }
        UserPrincipal owner =
                directory.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(USER);
        Files.setOwner(directory.resolve("data"), owner);
        Files.setOwner(directory.resolve("mail"), owner);
        String uid = Files.getAttribute(directory.resolve("mail"), "unix:uid").toString();
        int port = FreePort.find();
        Files.writeString(
                directory.resolve("etc/main.cf"),
                MAIN.replace("SETTINGS", settings)
                        .replace("DIRECTORY", directory.toString())
                        .replace("PACKAGE", PACKAGE.toString())
                        .replace("RELAY", Integer.toString(relay))
                        .replace("UID", uid));
        Files.writeString(directory.resolve("etc/master.cf"), services(port));
        Files.copy(PACKAGE.resolve("etc/postfix/postfix-files"), directory.resolve("etc/postfix-files"));
        Postfix postfix = new Postfix(directory, port);
        postfix.control("start");
        Await.until("Postfix", Duration.ofSeconds(20), postfix::answers);
        return postfix;
    }

    /// The usual services without chroot, SMTP at `port`.
    private static String services(int port) throws IOException {
        try (Stream<String> lines = Files.lines(PACKAGE.resolve("usr/share/postfix/master.cf.dist"))) {
            return lines.filter(line -> !line.startsWith("#") && !line.isBlank() && !line.startsWith(" "))
                    .map(line -> service(line.strip().split("\\s+", -1), port))
                    .collect(Collectors.joining("\n", "", "\n"));
        }
    }

    private static String service(String[] fields, int port) {
        fields[4] = "n";
        if (fields[0].equals("smtp") && fields[1].equals("inet")) {
            fields[0] = "127.0.0.1:" + port;
        }
        return String.join(" ", fields);
    }

    private static void demand() {
        boolean there = Files.isExecutable(PACKAGE.resolve("usr/sbin/postfix"))
                && System.getProperty("user.name").equals("root");
        if (!there) {
            String reason = "skipped: Postfix is not unpacked in " + PACKAGE + ", or this is not root";
            System.out.println(reason);
            Assumptions.abort(reason);
        }
    }

    private void control(String command) throws IOException {
        Command.Result result = Command.run(List.of(
                PACKAGE.resolve("usr/sbin/postfix").toString(),
                "-c",
                directory.resolve("etc").toString(),
                command));
        if (result.status() != 0) {
            throw new IOException(result.output() + log());
        }
    }

    private boolean answers() {
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
        Path log = directory.resolve("log");
        return Files.exists(log) ? Files.readString(log, StandardCharsets.ISO_8859_1) : "";
    }

    /// The messages that it has delivered.
    List<Path> delivered() throws IOException {
        Path inbox = directory.resolve("mail/in/new");
        if (!Files.isDirectory(inbox)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(inbox)) {
            return files.toList();
        }
    }

    @Override
    public void close() throws IOException {
        control("stop");
    }
}
