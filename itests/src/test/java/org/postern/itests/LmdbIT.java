package org.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/// Lookups in files that Debian's `mdb_load` makes, and files that the server writes for its `mdb_dump`.
@SuppressWarnings("NullAway.Init") // the fields are set before any test
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LmdbIT {
    private static final String POLICY = """
            local_interfaces = 127.0.0.1
            daemon_smtp_ports = 0
            primary_hostname = mx.example.org
            lmdb_writable = HOME/seen.mdb
            domainlist virtual_domains = lmdb;HOME/domains.mdb
            acl_smtp_rcpt = check_rcpt

            begin acl
            check_rcpt:
              warn set acl_m_note = from $sender_address to $local_part@$domain
                   set acl_m_put = ${lookup{$local_part}lmdb,put=$acl_m_note{HOME/seen.mdb}}
              deny condition = ${lookup{$local_part}lmdb{HOME/blocked.mdb}{yes}{no}}
                   message = blocked
              accept domains = +virtual_domains
              deny message = relay not permitted

            """ + Configurations.INTO_MAILDIR;

    private static Server server;

    @BeforeAll
    static void start() throws Exception {
        Command.find("mdb_load");
        server = Server.with(Configurations.receiver("mx.example.org", "acl_smtp_rcpt = accept"));
        load("domains.mdb", "virtual.test", "here");
        load("blocked.mdb", "blocked", "yes");
        server.install("lookup-lmdb", POLICY);
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    @Test
    @Order(1)
    void files_of_mdb_load_are_read() throws Exception {
        assertThat(rcpt("u@virtual.test")).isEqualTo(250);
        assertThat(rcpt("u@other.test")).isEqualTo(550);
        assertThat(rcpt("blocked@virtual.test")).isEqualTo(550);
    }

    @Test
    @Order(2)
    void what_an_acl_puts_is_there_for_mdb_dump() throws Exception {
        assertThat(rcpt("\"a b%s;'\\\\x\"@virtual.test")).isEqualTo(250);
        Command.Result dump = Command.run(List.of(
                Command.find("mdb_dump"),
                "-n",
                "-p",
                server.home().resolve("seen.mdb").toString()));
        assertThat(dump.output().lines()).contains(" a b%s;'\\x", " from a@example.org to a b%s;'\\x@virtual.test");
    }

    @Test
    @Order(3)
    void what_mdb_load_adds_is_seen() throws Exception {
        assertThat(rcpt("u@added.test")).isEqualTo(550);
        load("domains.mdb", "added.test", "here");
        assertThat(rcpt("u@added.test")).isEqualTo(250);
    }

    @Test
    @Order(4)
    void a_file_that_takes_the_place_of_another_is_seen() throws Exception {
        load("next.mdb", "next.test", "here");
        Files.move(
                server.home().resolve("next.mdb"),
                server.home().resolve("domains.mdb"),
                StandardCopyOption.REPLACE_EXISTING);
        assertThat(rcpt("u@next.test")).isEqualTo(250);
        assertThat(rcpt("u@virtual.test")).isEqualTo(550);
    }

    @Test
    @Order(5)
    void an_update_of_the_feature_goes_on_with_the_files() throws Exception {
        assertThat(server.postern("feature", "update", "lookup-lmdb").status()).isZero();
        assertThat(rcpt("u@next.test")).isEqualTo(250);
        assertThat(rcpt("blocked@next.test")).isEqualTo(550);
    }

    @Test
    @Order(6)
    void a_truncated_or_missing_file_defers() throws Exception {
        Path file = server.home().resolve("domains.mdb");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() / 2);
        }
        assertThat(rcpt("u@next.test")).isEqualTo(451);
        assertThat(server.log("mainlog")).contains("domains.mdb is truncated or damaged");
        Files.delete(file);
        assertThat(rcpt("u@next.test")).isEqualTo(451);
        assertThat(server.log("mainlog")).contains("domains.mdb: No such file or directory");
        assertThat(server.isAlive()).isTrue();
    }

    private static int rcpt(String recipient) throws IOException {
        try (SmtpClient client = new SmtpClient(server.port())) {
            client.reply();
            client.command("HELO client.example");
            client.command("MAIL FROM:<a@example.org>");
            return client.command("RCPT TO:<" + recipient + ">").code();
        }
    }

    /// Adds keys and values, in turn.
    private static void load(String name, String... pairs) throws IOException {
        List<String> command = new ArrayList<>(List.of(Command.find("mdb_load"), "-T", "-n"));
        command.add(server.home().resolve(name).toString());
        Command.Result result = Command.run(command, String.join("\n", pairs) + "\n");
        assertThat(result.status()).as(result.output()).isZero();
    }
}
