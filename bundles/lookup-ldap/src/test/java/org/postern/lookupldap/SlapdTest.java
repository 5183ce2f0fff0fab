package org.postern.lookupldap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postern.api.ExpansionException;
import org.postern.testkit.Slapd;

/// Lookups in a real slapd. Its answers are what Exim prints for the same queries.
class SlapdTest {
    private static Optional<Slapd> slapd = Optional.empty();

    private final Asking asking = new Asking();

    @BeforeAll
    static void open() throws IOException {
        slapd = Slapd.open(entries());
        if (slapd.isEmpty()) {
            System.out.println("skipped: slapd is not installed");
        }
        Assumptions.assumeTrue(slapd.isPresent(), "slapd is not installed");
    }

    private static String entries() {
        StringBuilder ldif = new StringBuilder("""
                dn: o=example
                objectClass: organization
                o: example

                dn: cn=ada,o=example
                objectClass: inetOrgPerson
                cn: ada
                sn: Lovelace
                mail: ada@a.example
                mail: ada@b.example
                description: one, "two" and \\ three
                userPassword: engine

                dn: cn=bob,o=example
                objectClass: inetOrgPerson
                cn: bob
                sn: Bobson

                """);
        for (int i = 0; i < 1200; i++) {
            ldif.append("dn: cn=n%d,o=example\nobjectClass: person\ncn: n%d\nsn: many\n\n".formatted(i, i));
        }
        for (String key : keys()) {
            ldif.append(Keys.entry(key).toLDIFString()).append('\n');
        }
        return ldif.toString();
    }

    /// slapd itself refuses NUL in what is text.
    private static List<String> keys() {
        return Keys.ALL.stream().filter(key -> key.indexOf('\0') < 0).toList();
    }

    @AfterAll
    static void close() throws IOException {
        if (slapd.isPresent()) {
            slapd.get().close();
        }
    }

    @AfterEach
    void disconnect() {
        asking.close();
    }

    private static String url() {
        return "ldap://127.0.0.1:" + slapd.orElseThrow().port() + "/";
    }

    private Optional<String> ask(String type, String rest) throws IOException {
        return asking.ask(type, url() + rest);
    }

    @Test
    void answers_are_written_as_exim_does() throws IOException {
        assertThat(ask("ldap", "o=example?mail?sub?(cn=ada)")).contains("ada@a.example,ada@b.example");
        assertThat(ask("ldap", "o=example?description?sub?(cn=ada)")).contains("one,, \"two\" and \\ three");
        assertThat(ask("ldap", "o=example?sn,mail,description?sub?(cn=ada)"))
                .contains("sn=\"Lovelace\" mail=\"ada@a.example,ada@b.example\""
                        + " description=\"one,, \\\"two\\\" and \\\\ three\"");
        assertThat(ask("ldap", "cn=bob,o=example")).contains("objectClass=\"inetOrgPerson\" cn=\"bob\" sn=\"Bobson\"");
        assertThat(ask("ldapm", "o=example?sn?sub?(|(cn=ada)(cn=bob))")).contains("Lovelace\nBobson");
        assertThat(ask("ldapm", "o=example?sn,mail?sub?(|(cn=ada)(cn=bob))"))
                .contains("sn=\"Lovelace\" mail=\"ada@a.example,ada@b.example\"\nsn=\"Bobson\"");
        assertThat(ask("ldapdn", "o=example??sub?(cn=ada)")).contains("cn=ada,o=example");
        assertThat(ask("ldap", "o=example?sn?sub?(cn=nobody)")).isEmpty();
        assertThat(ask("ldap", "cn=nobody,o=example?sn")).isEmpty();
        assertThat(ask("ldap", "o=example?mail?sub?(cn=bob)")).isEmpty();
    }

    @Test
    void pages_follow_one_another() throws IOException {
        assertThat(ask("ldapm", "o=example?cn?sub?(sn=many)"))
                .map(value -> value.lines().count())
                .contains(1200L);
        assertThat(asking.ask("ldapm", "size=3 " + url() + "o=example?cn?sub?(sn=many)"))
                .map(value -> value.lines().count())
                .contains(3L);
    }

    @Test
    void a_socket_is_a_way_too() throws IOException {
        String file = slapd.orElseThrow().socket().toString();
        assertThat(asking.ask(
                        "ldap", "ldapi://" + file.replace("/", "%2F") + "/o=example?sn?sub?(cn=ada)"))
                .contains("Lovelace");
        asking.context.option(LdapOptions.DEFAULT_SERVERS, file);
        assertThat(asking.ask("ldapm", "ldap:///o=example?sn?sub?(sn=many)")).isPresent();
    }

    @Test
    void passwords_are_tried() throws ExpansionException {
        String user = "user=\"cn=ada,o=example\" ";
        assertThat(asking.knows(user + "pass=\"engine\" " + url())).isTrue();
        assertThat(asking.knows(user + "pass=\"wrong\" " + url())).isFalse();
        assertThat(asking.knows("user=\"cn=nobody,o=example\" pass=\"engine\" " + url()))
                .isFalse();
    }

    @Test
    void a_directory_that_was_restarted_is_asked_again() throws IOException {
        assertThat(ask("ldap", "o=example?sn?sub?(cn=ada)")).contains("Lovelace");
        slapd.orElseThrow().stop();
        try {
            assertThatThrownBy(() -> ask("ldap", "o=example?sn?sub?(cn=ada)"))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("failed to bind the LDAP connection to server 127.0.0.1:");
        } finally {
            slapd.orElseThrow().start();
        }
        assertThat(ask("ldap", "o=example?sn?sub?(cn=ada)")).contains("Lovelace");
    }

    @Test
    void quoted_keys_are_data() throws IOException {
        for (String key : keys()) {
            String bytes = new String(key.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
            String quoted = asking.type("ldap").quote(bytes);
            assertThat(ask("ldap", "o=example?description?sub?(ou=" + quoted + ")"))
                    .as(key)
                    .contains("the one");
            String name = asking.type("ldap").quote(bytes, "dn").orElseThrow();
            assertThat(ask("ldap", "ou=" + name + ",o=example?description"))
                    .as(key)
                    .contains("the one");
        }
    }

    @Test
    void bytes_that_are_no_utf8_are_not_found() throws IOException {
        String quoted = asking.type("ldap").quote("\u00ff\u00bf*");
        assertThat(ask("ldapm", "o=example?description?sub?(ou=" + quoted + ")"))
                .isEmpty();
    }
}
