package org.postern.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Debian's OpenLDAP with a directory `o=example`, whose `cn=admin,o=example` has the password `secret`.
public final class Slapd implements AutoCloseable {
    private static final String CONFIGURATION = """
            include /etc/ldap/schema/core.schema
            include /etc/ldap/schema/cosine.schema
            include /etc/ldap/schema/inetorgperson.schema
            modulepath /usr/lib/ldap
            moduleload back_mdb
            pidfile DIRECTORY/pid
            sizelimit size.soft=2000 size.hard=2000 size.prtotal=unlimited
            TLS
            database mdb
            suffix "o=example"
            rootdn "cn=admin,o=example"
            rootpw secret
            directory DIRECTORY/data
            dbnosync
            """;

    private final Path directory;
    private final int port;
    private final PeerProcess process;

    private Slapd(Path directory, int port, PeerProcess process) {
        this.directory = directory;
        this.port = port;
        this.process = process;
    }

    /// A new one with these entries, in LDIF, and with these lines of configuration, such as those for TLS; empty
    /// where it is not installed.
    public static Optional<Slapd> open(String entries, String... lines) throws IOException {
        Optional<String> slapd = PeerProcess.find("slapd", List.of());
        return slapd.isPresent() && Files.isReadable(Path.of("/etc/ldap/schema/core.schema"))
                ? Optional.of(open(slapd.get(), entries, String.join("\n", lines)))
                : Optional.empty();
    }

    private static Slapd open(String slapd, String entries, String lines) throws IOException {
        Path directory = Files.createTempDirectory("postern-slapd");
        Files.createDirectory(directory.resolve("data"));
        Path configuration = directory.resolve("slapd.conf");
        Files.writeString(
                configuration, CONFIGURATION.replace("DIRECTORY", directory.toString()).replace("TLS", lines));
        Files.writeString(directory.resolve("entries.ldif"), entries);
        PeerProcess.run(List.of(
                slapd,
                "-Ta",
                "-f",
                configuration.toString(),
                "-l",
                directory.resolve("entries.ldif").toString()));
        int port = PeerProcess.freePort();
        List<String> command = List.of(
                slapd,
                "-d",
                "0",
                "-f",
                configuration.toString(),
                "-h",
                "ldap://127.0.0.1:" + port + " ldapi://"
                        + directory.resolve("socket").toString().replace("/", "%2F"));
        return new Slapd(directory, port, PeerProcess.start(directory, port, command, "INT"));
    }

    /// Its port on the loopback.
    public int port() {
        return port;
    }

    /// The file of its socket.
    public Path socket() {
        return directory.resolve("socket");
    }

    /// Stops it.
    public void stop() throws IOException {
        process.stop();
    }

    /// Starts it again.
    public void start() throws IOException {
        process.start();
    }

    @Override
    public void close() throws IOException {
        process.close();
    }
}
