package org.postern.lookupldap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.sdk.DereferencePolicy;
import com.unboundid.ldap.sdk.SearchScope;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LdapQueryTest {
    @Test
    void has_parameters_and_a_url() throws IOException {
        LdapQuery query = LdapQuery.parse("user=\"cn=a\\\"b%5C%2C,o=x\" PASS=p%41 size=3 time=4 connect=5 netTime=6"
                + " dereference=always referrals=nofollow ldaps://[::1]:1636/o=x%20y?cn,mail?sub?(cn=%FF)");
        assertThat(query.user()).contains("cn=a\"b\\,,o=x");
        assertThat(query.password()).contains("p%41");
        assertThat(query.number("size")).isEqualTo(3);
        assertThat(query.number("nettime")).isEqualTo(6);
        assertThat(query.dereference()).isEqualTo(DereferencePolicy.ALWAYS);
        assertThat(query.followsReferrals()).isFalse();
        assertThat(query.url())
                .isEqualTo(new LdapUrl(
                        "ldaps", "[::1]:1636", "o=x y", List.of("cn", "mail"), SearchScope.SUB, "(cn=\u00ff)"));
        assertThat(query.url().asciiFilter()).isEqualTo("(cn=\\ff)");
    }

    @Test
    void all_but_the_scheme_may_be_missing() throws IOException {
        assertThat(LdapQuery.parse("ldap:///").url())
                .isEqualTo(new LdapUrl("ldap", "", "", List.of(), SearchScope.BASE, "(objectClass=*)"));
    }

    @ParameterizedTest
    @CsvSource({
        "user=x foo=bar ldap:///o=x, unknown parameter \"foo=\" precedes LDAP URL",
        "http://127.0.0.1/o=x, malformed parameter setting precedes LDAP URL",
        "user=x, malformed parameter setting precedes LDAP URL",
        "'', malformed parameter setting precedes LDAP URL",
        "referrals=foo ldap:///, LDAP option REFERRALS is not \"follow\" or \"nofollow\"",
        "size=foo ldap:///, LDAP option SIZE is not a number",
        "ldap:///o=x?a?subx, ldap_url_parse: parsing \"ldap:///o=x?a?subx\"",
        "ldapx:///, ldap_url_parse: parsing \"ldapx:///\""
    })
    void says_what_is_wrong(String text, String message) {
        assertThatThrownBy(() -> LdapQuery.parse(text))
                .isInstanceOf(IOException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource({
        "user=x pass=secret ldap:///o=x, user=x pass=... ldap:///o=x",
        "user=\"a pass=b\" PASS=\"se cret\" ldap:///o=x, user=\"a pass=b\" PASS=... ldap:///o=x",
        "pass=secret, pass=...",
        "pass=one pass=two ldap:///, pass=... pass=... ldap:///",
        "ldap:///o=x?pass?sub?(pass=x), ldap:///o=x?pass?sub?(pass=x)"
    })
    void is_shown_without_its_password(String text, String shown) {
        assertThat(LdapQuery.withoutPassword(text)).isEqualTo(shown);
    }

    @Test
    void its_directory_is_that_of_the_url_or_those_of_the_option_or_this_machine() throws IOException {
        LdapUrl own = LdapUrl.parse("ldap://a.example:1389/");
        LdapUrl none = LdapUrl.parse("ldaps:///");
        assertThat(LdapAddress.of(own, Optional.of("b.example")))
                .containsExactly(new LdapAddress(false, "a.example", 1389, Optional.empty()));
        assertThat(LdapAddress.of(none, Optional.of("b.example : c.example::1636 : /run/ldapi")))
                .containsExactly(
                        new LdapAddress(true, "b.example", 636, Optional.empty()),
                        new LdapAddress(true, "c.example", 1636, Optional.empty()),
                        new LdapAddress(false, "localhost", 0, Optional.of("/run/ldapi")));
        assertThat(LdapAddress.of(none, Optional.empty()))
                .containsExactly(new LdapAddress(true, "localhost", 636, Optional.empty()));
        assertThat(LdapAddress.of(LdapUrl.parse("ldapi://%2Frun%2Fldapi/o=x"), Optional.empty()))
                .containsExactly(new LdapAddress(false, "localhost", 0, Optional.of("/run/ldapi")));
    }

    @Test
    void a_socket_is_absolute_and_a_port_a_number() {
        assertThatThrownBy(() -> LdapAddress.of(LdapUrl.parse("ldapi://127.0.0.1:1/"), Optional.empty()))
                .isInstanceOf(IOException.class)
                .hasMessage("ldapi requires an absolute path (\"127.0.0.1:1\" given)");
        assertThatThrownBy(() -> LdapAddress.of(LdapUrl.parse("ldap://a:99999/"), Optional.empty()))
                .isInstanceOf(IOException.class)
                .hasMessage("bad port of an LDAP server: a:99999");
    }
}
