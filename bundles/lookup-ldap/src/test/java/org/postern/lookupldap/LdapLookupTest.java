package org.postern.lookupldap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.sdk.LDAPException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postern.api.ExpansionException;
import org.postern.spi.Contribution;
import org.postern.testkit.TestSettings;

class LdapLookupTest {
    private final Asking asking = new Asking();
    private Directory directory;

    LdapLookupTest() throws LDAPException {
        directory = Directory.open();
    }

    @BeforeEach
    void fill() throws LDAPException {
        directory.add(
                "dn: cn=ada,o=example",
                "objectClass: person",
                "cn: ada",
                "sn: Lovelace",
                "mail: ada@a.example",
                "mail: ada@b.example",
                "description: one, \"two\" and \\ three",
                "userPassword: engine");
        directory.add("dn: cn=bob,o=example", "objectClass: person", "cn: bob", "sn: Bobson");
    }

    @AfterEach
    void close() {
        asking.close();
        directory.close();
    }

    private Optional<String> ask(String type, String rest) throws IOException {
        return asking.ask(type, directory.url() + rest);
    }

    @Test
    void the_plugin_has_three_lookups_a_condition_and_a_variable() {
        assertThat(asking.plugin().contributions().stream()
                        .map(Contribution::name)
                        .collect(Collectors.toSet()))
                .isEqualTo(Set.of("ldap", "ldapm", "ldapdn", "ldapauth", "ldap_dn"));
    }

    @Test
    void options_are_checked() {
        assertThatThrownBy(
                        () -> asking.plugin().check(TestSettings.block("main").set(LdapOptions.VERSION, "2")))
                .hasMessageContaining("must be 3");
        assertThatThrownBy(
                        () -> asking.plugin().check(TestSettings.block("main").set(LdapOptions.POOL_SIZE, "0")))
                .hasMessageContaining("must be at least 1");
    }

    @Test
    void one_attribute_is_its_values() throws IOException {
        assertThat(ask("ldap", "o=example?sn?sub?(cn=ada)")).contains("Lovelace");
        assertThat(ask("ldap", "o=example?mail?sub?(cn=ada)")).contains("ada@a.example,ada@b.example");
    }

    @Test
    void commas_in_values_are_doubled() throws IOException {
        assertThat(ask("ldap", "o=example?description?sub?(cn=ada)")).contains("one,, \"two\" and \\ three");
    }

    @Test
    void several_attributes_have_names_and_quotes() throws IOException {
        assertThat(ask("ldap", "o=example?sn,mail,description?sub?(cn=ada)"))
                .contains("sn=\"Lovelace\" mail=\"ada@a.example,ada@b.example\""
                        + " description=\"one,, \\\"two\\\" and \\\\ three\"");
    }

    @Test
    void all_attributes_have_names() throws IOException {
        assertThat(ask("ldap", "cn=bob,o=example").orElseThrow())
                .startsWith("objectClass=\"person\" cn=\"bob\" sn=\"Bobson\" ");
    }

    @Test
    void what_is_not_there_is_not_found() throws IOException {
        assertThat(ask("ldap", "o=example?sn?sub?(cn=nobody)")).isEmpty();
        assertThat(ask("ldap", "cn=nobody,o=example?sn")).isEmpty();
        assertThat(ask("ldap", "o=example?mail?sub?(cn=bob)")).isEmpty();
        assertThat(ask("ldapdn", "o=example?mail?sub?(cn=nobody)")).isEmpty();
    }

    @Test
    void more_than_one_entry_defers() {
        assertThatThrownBy(() -> ask("ldap", "o=example?sn?sub?(sn=*)"))
                .isInstanceOf(IOException.class)
                .hasMessage("LDAP search: more than one entry (2) was returned (filter not specific enough?)");
    }

    @Test
    void ldapm_has_a_line_for_each_entry() throws IOException {
        assertThat(ask("ldapm", "o=example?sn?sub?(sn=*)")).contains("Lovelace\nBobson");
        assertThat(ask("ldapm", "o=example?cn,sn?sub?(sn=*)"))
                .contains("cn=\"ada\" sn=\"Lovelace\"\ncn=\"bob\" sn=\"Bobson\"");
    }

    @Test
    void ldapm_asks_page_by_page() throws IOException, LDAPException {
        for (int i = 0; i < 1100; i++) {
            directory.add("dn: cn=n" + i + ",o=example", "objectClass: person", "cn: n" + i, "sn: many");
        }
        assertThat(ask("ldapm", "o=example?cn?sub?(sn=many)"))
                .map(value -> value.lines().count())
                .contains(1100L);
    }

    @Test
    void size_limits_the_entries() throws IOException {
        assertThat(asking.ask("ldapm", "size=1 " + directory.url() + "o=example?sn?sub?(sn=*)"))
                .contains("Lovelace");
    }

    @Test
    void ldapdn_is_the_name_which_the_variable_has_too() throws IOException, ExpansionException {
        assertThat(ask("ldapdn", "o=example??sub?(cn=ada)")).contains("cn=ada,o=example");
        assertThat(asking.context.variable("ldap_dn").orElseThrow().value()).isEqualTo("cn=ada,o=example");
        ask("ldap", "o=example?sn?sub?(cn=bob)");
        assertThat(asking.context.variable("ldap_dn").orElseThrow().value()).isEqualTo("cn=bob,o=example");
    }

    @Test
    void who_asks_may_log_in() throws IOException {
        String url = directory.url() + "o=example?sn?sub?(cn=ada)";
        assertThat(asking.ask("ldap", "user=\"cn=admin,o=example\" pass=secret " + url))
                .contains("Lovelace");
        assertThat(asking.ask("ldap", "user=cn=admin%2Co=example pass=\"secret\" " + url))
                .contains("Lovelace");
        assertThatThrownBy(() -> asking.ask("ldap", "user=\"cn=admin,o=example\" pass=wrong-secret " + url))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("failed to bind the LDAP connection to server 127.0.0.1:" + directory.port()
                        + " - LDAP error 49: ")
                .hasMessageNotContaining("wrong-secret");
    }

    @Test
    void ldapauth_knows_a_name_with_its_password() throws ExpansionException {
        String user = "user=\"cn=ada,o=example\" ";
        assertThat(asking.knows(user + "pass=\"engine\" " + directory.url())).isTrue();
        assertThat(asking.knows(user + "pass=\"wrong\" " + directory.url())).isFalse();
        assertThat(asking.knows("user=\"cn=nobody,o=example\" pass=\"engine\" " + directory.url()))
                .isFalse();
    }

    @Test
    void ldapauth_never_takes_an_empty_password() throws ExpansionException {
        assertThat(asking.knows("user=\"cn=ada,o=example\" pass=\"\" " + directory.url()))
                .isFalse();
        assertThat(asking.knows("user=\"\" pass=\"x\" " + directory.url())).isFalse();
        assertThatThrownBy(() -> asking.knows("user=x " + directory.url()))
                .isInstanceOf(ExpansionException.class)
                .hasMessage("ldapauth lookups must specify the username and password");
    }

    @Test
    void ldapauth_defers_where_the_directory_is_down() throws IOException {
        int nobody = freePort();
        assertThatThrownBy(() -> asking.knows("user=x pass=y ldap://127.0.0.1:" + nobody + "/"))
                .isInstanceOfSatisfying(
                        ExpansionException.class, e -> assertThat(e.kind()).isEqualTo(ExpansionException.Kind.DEFER));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void servers_are_asked_in_turn() throws IOException {
        asking.context.option(
                LdapOptions.DEFAULT_SERVERS, "127.0.0.1::" + freePort() + " : 127.0.0.1::" + directory.port());
        assertThat(asking.ask("ldap", "ldap:///o=example?sn?sub?(cn=ada)")).contains("Lovelace");
        assertThat(asking.ask("ldap", "servers=127.0.0.1::" + directory.port() + " ldap:///o=example?sn?sub?(cn=bob)"))
                .contains("Bobson");
    }

    @Test
    void a_directory_that_is_down_defers() throws IOException {
        int nobody = freePort();
        assertThatThrownBy(() -> asking.ask("ldap", "ldap://127.0.0.1:" + nobody + "/o=x?a?sub?(a=b)"))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("failed to bind the LDAP connection to server 127.0.0.1:" + nobody);
    }

    @Test
    void a_directory_that_says_nothing_defers_in_time() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            String url = "ldap://127.0.0.1:" + silent.getLocalPort() + "/o=x?a?sub?(a=b)";
            assertThatThrownBy(() -> asking.ask("ldap", "netTime=1 " + url)).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> asking.ask("ldap", "netTime=1 user=x pass=y " + url))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void a_directory_that_was_restarted_is_asked_again() throws IOException, LDAPException {
        assertThat(ask("ldap", "o=example?sn?sub?(cn=ada)")).contains("Lovelace");
        directory.server().closeAllConnections(false);
        assertThat(ask("ldap", "o=example?sn?sub?(cn=ada)")).contains("Lovelace");
    }

    @Test
    void a_wrong_query_defers() {
        assertThatThrownBy(() -> ask("ldap", "o=example?sn?sub?((cn=ada)")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> ask("ldap", "%FF?sn"))
                .isInstanceOf(IOException.class)
                .hasMessage("the base of the LDAP URL is not UTF-8");
    }

    @Test
    void an_unknown_option_defers() {
        assertThatThrownBy(
                        () -> asking.type("ldap").open("", List.of("x=y"), asking.context.compiler(), asking.context))
                .isInstanceOf(IOException.class)
                .hasMessage("unknown option of ldap lookup: x=y");
    }

    @Test
    void referrals_are_followed_without_a_name() throws IOException, LDAPException {
        try (Directory other = Directory.open()) {
            other.add("dn: ou=far,o=example", "objectClass: organizationalUnit", "ou: far");
            other.add("dn: cn=eve,ou=far,o=example", "objectClass: person", "cn: eve", "sn: Evans");
            directory.add(
                    "dn: ou=far,o=example",
                    "objectClass: referral",
                    "objectClass: extensibleObject",
                    "ou: far",
                    "ref: " + other.url() + "ou=far,o=example");
            assertThat(asking.ask(
                            "ldap",
                            "user=\"cn=admin,o=example\" pass=secret " + directory.url() + "o=example?sn?sub?(cn=eve)"))
                    .contains("Evans");
            assertThat(asking.ask("ldap", "referrals=nofollow " + directory.url() + "o=example?sn?sub?(cn=eve)"))
                    .isEmpty();
        }
    }

    @Test
    void quoted_keys_are_data() throws IOException, LDAPException {
        for (String key : Keys.ALL) {
            String bytes = new String(key.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
            directory.add("dn: cn=x,o=example", "objectClass: person", "cn: x", "sn:: " + Keys.base64(key));
            String quoted = asking.type("ldap").quote(bytes);
            assertThat(ask("ldapm", "o=example?sn?sub?(sn=" + quoted + ")"))
                    .as(key)
                    .contains(bytes.replace(",", ",,"));
            assertThat(ask("ldapdn", "o=example??sub?(&(sn=" + quoted + ")(cn=x))"))
                    .contains("cn=x,o=example");
            directory.server().delete("cn=x,o=example");
            assertThat(ask("ldapm", "o=example?sn?sub?(sn=" + quoted + ")"))
                    .as(key)
                    .isEmpty();
        }
    }

    @Test
    void quoted_names_are_data() throws IOException, LDAPException {
        for (String key : Keys.ALL) {
            String bytes = new String(key.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
            directory.server().add(Keys.entry(key));
            String quoted = asking.type("ldap").quote(bytes, "dn").orElseThrow();
            assertThat(ask("ldap", "ou=" + quoted + ",o=example?description"))
                    .as(key)
                    .contains("the one");
            assertThat(ask("ldap", "ou=" + quoted + "x,o=example?description"))
                    .as(key)
                    .isEmpty();
        }
    }
}
