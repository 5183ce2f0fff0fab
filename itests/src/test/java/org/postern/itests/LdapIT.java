package org.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.testkit.Slapd;

/// Recipients that are in a real directory, asked by the distribution in TLS.
class LdapIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String ENTRIES = """
            dn: o=example
            objectClass: organization
            o: example

            dn: uid=ada,o=example
            objectClass: inetOrgPerson
            uid: ada
            cn: ada
            sn: Lovelace

            """;
    private static final String POLICY = """
            ldap_default_servers = localhost::PORT
            ldap_start_tls = yes
            ldap_ca_cert_file = AUTHORITY
            ldap_connect_timeout = 2s
            acl_smtp_rcpt = check_rcpt
            begin acl
            check_rcpt:
              accept domains = filter.test
                condition = ${lookup ldap {LOGIN ldap:///o=example?uid?sub?(uid=${quote_ldap:$local_part})}{yes}{no}}
              accept domains = name.test
                condition = ${lookup ldap {LOGIN ldap:///uid=${quote_ldap_dn:$local_part},o=example?sn?base}{yes}{no}}
              accept domains = dn.test
                condition = ${lookup ldapdn {ldap:///o=example??sub?(uid=${quote_ldap:$local_part})}{yes}{no}}
              accept domains = auth.test
                condition = ${if ldapauth {user="cn=admin,o=example" pass=${quote:$local_part} ldap:///}}
              deny message = unknown here
            """;

    @TempDir
    static Path files;

    private static Optional<Slapd> slapd = Optional.empty();
    private static Optional<Server> server = Optional.empty();

    @BeforeAll
    static void open() throws Exception {
        Pki pki = new Pki(files);
        pki.issue("slapd", "RSA", "localhost");
        slapd = Slapd.open(
                ENTRIES,
                "TLSCACertificateFile " + pki.anchor(),
                "TLSCertificateFile " + pki.file("slapd", ".pem"),
                "TLSCertificateKeyFile " + pki.file("slapd", ".key"));
        if (slapd.isEmpty()) {
            System.out.println("skipped: slapd is not installed");
        }
        Assumptions.assumeTrue(slapd.isPresent(), "slapd is not installed");
        server = Optional.of(Server.with(Configurations.receiver("mx.example.org", "acl_smtp_rcpt = accept")));
        String policy = POLICY.replace(
                        "PORT", Integer.toString(slapd.orElseThrow().port()))
                .replace("AUTHORITY", pki.anchor().toString())
                .replace("LOGIN", "user=\"cn=admin,o=example\" pass=secret");
        server().install("lookup-ldap", Configurations.receiver("mx.example.org", policy));
    }

    @AfterAll
    static void close() throws IOException {
        if (server.isPresent()) {
            server.get().close();
        }
        if (slapd.isPresent()) {
            slapd.get().close();
        }
    }

    private static Server server() {
        return server.orElseThrow();
    }

    private static SmtpClient begin() throws Exception {
        SmtpClient client = new SmtpClient(server().port());
        client.reply();
        client.command("EHLO client.example");
        client.command("MAIL FROM:<a@example.org>");
        return client;
    }

    private static int answer(SmtpClient client, String recipient) throws Exception {
        return client.command("RCPT TO:<" + recipient + ">").code();
    }

    @Test
    void recipients_are_those_of_the_directory() throws Exception {
        try (SmtpClient client = begin()) {
            for (String domain : new String[] {"filter.test", "name.test", "dn.test"}) {
                assertThat(answer(client, "ada@" + domain)).as(domain).isEqualTo(250);
                assertThat(answer(client, "bob@" + domain)).as(domain).isEqualTo(550);
            }
            assertThat(answer(client, "secret@auth.test")).isEqualTo(250);
            assertThat(answer(client, "guess@auth.test")).isEqualTo(550);
        }
    }

    @Test
    void recipients_are_data() throws Exception {
        try (SmtpClient client = begin()) {
            for (String domain : new String[] {"filter.test", "name.test", "dn.test", "auth.test"}) {
                for (String evil : new String[] {
                    "*",
                    "a*",
                    "\"ada)(uid=*\"",
                    "\"*)(|(uid=*\"",
                    "\"\\\\2a\"",
                    "\"ada,o=example\"",
                    "\"ada?sn?sub\"",
                    "\"x ldap:///\""
                }) {
                    assertThat(answer(client, evil + "@" + domain))
                            .as(evil + "@" + domain)
                            .isEqualTo(550);
                }
            }
            assertThat(answer(client, "ada@filter.test")).isEqualTo(250);
        }
    }

    @Test
    void a_directory_that_is_down_defers() throws Exception {
        try (SmtpClient client = begin()) {
            slapd.orElseThrow().stop();
            try {
                assertThat(answer(client, "eve@filter.test")).isEqualTo(451);
            } finally {
                slapd.orElseThrow().start();
            }
            assertThat(answer(client, "ada@filter.test")).isEqualTo(250);
        }
        Await.until(
                "the reason in the log",
                LIMIT,
                () -> server().log("mainlog").contains("failed to bind the LDAP connection to server localhost:"));
        assertThat(server().log("mainlog")).doesNotContain("pass=secret");
    }
}
