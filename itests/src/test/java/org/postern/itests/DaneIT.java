package org.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postern.testkit.SignedDns;

/// DANE end to end: the distribution with the feature `dane` validates a signed DNS from its root, and hands
/// mail to servers that are what their TLSA records say, and to others (RFC 7672).
class DaneIT {
    private static final String PASSWORD = "secret";
    private static final String STRANGER = "3 1 1 " + "ab".repeat(32);
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static Path directory;
    private static KeyStore keys;
    private static SignedDns dns;
    private static TlsSink sink;
    private static TlsSink stripped;
    private static Server server;

    @BeforeAll
    static void start() throws Exception {
        directory = Files.createTempDirectory("postern-dane");
        keys = certificates();
        sink = TlsSink.at("127.0.0.1", 0, context(keys), true);
        stripped = TlsSink.at("127.0.0.2", sink.port(), context(keys), false);
        dns = SignedDns.start().zone("test.", true);
        Path anchor = Files.writeString(directory.resolve("root.key"), dns.anchor() + "\n");
        server = Server.onJava("-Dpostern.dns.servers=" + dns.server(), configuration("", 2));
        Command.Result installed = server.postern("feature", "install", "dane");
        assertThat(installed.status()).as(installed.output()).isZero();
        server.configure(configuration("dnssec_trust_anchor_file = " + anchor, sink.port()));
        Command.Result reload = server.postern("reload");
        assertThat(reload.status()).as(reload.output()).isZero();
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
        sink.close();
        stripped.close();
        dns.close();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }

    private static String configuration(String trust, int port) {
        return """
                local_interfaces = 127.0.0.1
                daemon_smtp_ports = 0
                primary_hostname = mx.example.org
                smtp_accept_max_per_connection = 0
                smtp_accept_queue_per_connection = 0
                acl_smtp_rcpt = accept
                %s

                begin routers
                remote:
                  driver = dnslookup
                  self = send
                  transport = out

                begin transports
                out:
                  driver = smtp
                  port = %d
                  allow_localhost

                begin retry
                * * F,2h,5m
                """.formatted(trust, port);
    }

    /// A key store with a certificate for `mx.ta.test` and the authority that issued it.
    private static KeyStore certificates() throws Exception {
        Path store = directory.resolve("keys.p12");
        Path request = directory.resolve("request.pem");
        Path issued = directory.resolve("issued.pem");
        keytool(store, "-genkeypair", "-alias", "root", "-dname", "CN=Test Authority", "-ext", "bc:c", "-keyalg", "EC");
        keytool(store, "-genkeypair", "-alias", "leaf", "-dname", "CN=mx.ta.test", "-keyalg", "EC");
        keytool(store, "-certreq", "-alias", "leaf", "-file", request.toString());
        keytool(
                store,
                "-gencert",
                "-alias",
                "root",
                "-infile",
                request.toString(),
                "-outfile",
                issued.toString(),
                "-ext",
                "san=dns:mx.ta.test",
                "-rfc");
        keytool(store, "-importcert", "-alias", "leaf", "-file", issued.toString(), "-noprompt");
        KeyStore all = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            all.load(in, PASSWORD.toCharArray());
        }
        return all;
    }

    private static void keytool(Path store, String... arguments) throws IOException {
        List<String> command = Stream.concat(
                        Stream.of(Path.of(System.getProperty("java.home"), "bin/keytool")
                                .toString()),
                        Stream.concat(
                                Stream.of(arguments),
                                Stream.of(
                                        "-keystore", store.toString(), "-storepass", PASSWORD, "-storetype", "PKCS12")))
                .toList();
        Command.Result done = Command.run(command);
        assertThat(done.status()).as(done.output()).isZero();
    }

    private static SSLContext context(KeyStore keys) throws Exception {
        KeyStore leaf = KeyStore.getInstance("PKCS12");
        leaf.load(null, null);
        leaf.setKeyEntry(
                "leaf",
                keys.getKey("leaf", PASSWORD.toCharArray()),
                PASSWORD.toCharArray(),
                keys.getCertificateChain("leaf"));
        KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
        managers.init(leaf, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    private static String leaf() throws Exception {
        return "3 1 1 " + digest(keys.getCertificate("leaf").getPublicKey().getEncoded());
    }

    private static String anchor() throws Exception {
        return "2 0 1 " + digest(((X509Certificate) keys.getCertificate("root")).getEncoded());
    }

    private static String digest(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    /// A domain whose one host is at an address and has a TLSA record.
    private static void domain(String name, boolean signed, String address, String tlsa) {
        dns.zone(name + ".", signed).records("""
                        NAME. MX 10 mx.NAME.
                        mx.NAME. A ADDRESS
                        _PORT._tcp.mx.NAME. TLSA DATA
                        """.replace("NAME", name)
                .replace("ADDRESS", address)
                .replace("PORT", String.valueOf(sink.port()))
                .replace("DATA", tlsa));
    }

    private static String tlsaOwner(String name) {
        return "_" + sink.port() + "._tcp.mx." + name + ".";
    }

    private static void send(String domain) throws IOException {
        try (SmtpClient client = new SmtpClient(server.port())) {
            client.reply();
            client.command("EHLO client.example");
            SmtpClient.Reply reply = client.message("a@example.org", "u@" + domain, "Subject: x\r\n\r\ntext");
            assertThat(reply.code()).isEqualTo(250);
        }
    }

    private static String line(String domain) throws Exception {
        String wanted = "u@" + domain + " ";
        Await.until("a line about " + domain, LIMIT, () -> !lines(wanted).isEmpty());
        return lines(wanted).getFirst();
    }

    private static List<String> lines(String wanted) throws IOException {
        return server.log("mainlog")
                .lines()
                .filter(line -> line.matches("\\S+ \\S+ \\S+ (=>|==|\\*\\*) " + wanted + ".*"))
                .toList();
    }

    private static void assertDelivered(String domain, String how) throws Exception {
        send(domain);
        assertThat(line(domain)).contains(" => ").contains(how);
        assertThat(sink.taken()).contains("TLS u@" + domain);
    }

    private static void assertDeferred(String domain, String why) throws Exception {
        send(domain);
        assertThat(line(domain)).contains(" == ").contains(why);
        assertThat(sink.taken()).noneMatch(taken -> taken.endsWith("u@" + domain));
        assertThat(stripped.taken()).isEmpty();
    }

    @Test
    void delivers_to_the_certificate_that_a_record_names() throws Exception {
        domain("ee.test", true, "127.0.0.1", leaf());
        assertDelivered("ee.test", " CV=dane ");
        Command.Result explained = server.postern("dane", "mx.ee.test:" + sink.port());
        assertThat(explained.output()).contains(leaf() + ": usable").contains("=> mail goes there (CV=dane)");
        assertThat(explained.status()).isZero();
    }

    @Test
    void delivers_to_a_certificate_that_a_trust_anchor_vouches_for_if_its_name_is_right() throws Exception {
        domain("ta.test", true, "127.0.0.1", anchor());
        assertDelivered("ta.test", " CV=dane ");
        domain("name.test", true, "127.0.0.1", anchor());
        assertDeferred("name.test", "the certificate is not for mx.name.test");
    }

    @Test
    void follows_aliases_that_are_secure() throws Exception {
        dns.zone("alias.test.", true)
                .records("""
                        alias.test. MX 10 mx.alias.test.
                        mx.alias.test. CNAME host.alias.test.
                        host.alias.test. A 127.0.0.1
                        _PORT._tcp.host.alias.test. CNAME tlsa.alias.test.
                        tlsa.alias.test. TLSA DATA
                        """.replace("PORT", String.valueOf(sink.port())).replace("DATA", leaf()));
        assertDelivered("alias.test", " CV=dane ");
    }

    @Test
    void gives_nothing_to_another_certificate() throws Exception {
        domain("wrong.test", true, "127.0.0.1", STRANGER);
        assertDeferred("wrong.test", "no TLSA record matches the certificate");
        Command.Result explained = server.postern("dane", "mx.wrong.test:" + sink.port());
        assertThat(explained.output()).contains("=> the host is deferred").contains("is not protected by DANE");
        assertThat(explained.status()).isEqualTo(1);
    }

    @Test
    void gives_nothing_to_one_who_strips_starttls() throws Exception {
        domain("strip.test", true, "127.0.0.2", leaf());
        assertDeferred("strip.test", "TLS is required, but the server did not offer it");
        domain("strip2.test", true, "127.0.0.2", "1 1 1 " + "ab".repeat(32));
        assertDeferred("strip2.test", "TLS is required, but the server did not offer it");
    }

    @Test
    void waits_where_the_records_are_forged_or_cannot_be_had() throws Exception {
        domain("forged.test", true, "127.0.0.1", leaf());
        dns.forge(tlsaOwner("forged.test"), "TLSA");
        assertDeferred("forged.test", "DANE error: TLSA lookup failed: ");
        domain("failing.test", true, "127.0.0.1", leaf());
        dns.fail(tlsaOwner("failing.test"), "TLSA");
        assertDeferred("failing.test", "DANE error: TLSA lookup failed: ");
        domain("absent.test", true, "127.0.0.1", leaf());
        dns.remove(tlsaOwner("absent.test"), "TLSA").forge(tlsaOwner("absent.test"), "TLSA");
        assertDeferred("absent.test", "DANE error: TLSA lookup failed: ");
        domain("moved.test", true, "127.0.0.1", leaf());
        dns.forge("moved.test.", "MX");
        assertDeferred("moved.test", " defer (-1): host lookup did not complete");
    }

    @Test
    void goes_by_the_options_of_the_transport_where_the_domain_is_not_signed_or_has_no_records() throws Exception {
        domain("plain.test", false, "127.0.0.1", STRANGER);
        assertDelivered("plain.test", " CV=no ");
        domain("none.test", true, "127.0.0.1", STRANGER);
        dns.remove(tlsaOwner("none.test"), "TLSA");
        assertDelivered("none.test", " CV=no ");
    }

    @Test
    void wants_no_more_than_tls_where_no_record_is_usable() throws Exception {
        domain("unusable.test", true, "127.0.0.1", "0 0 1 " + "ab".repeat(32));
        assertDelivered("unusable.test", " CV=no ");
    }
}
