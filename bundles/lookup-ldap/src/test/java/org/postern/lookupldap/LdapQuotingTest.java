package org.postern.lookupldap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LdapQuotingTest {
    @Test
    void filters_have_two_digits_for_what_is_special() {
        assertThat(LdapQuoting.filter("a(b)*c\\d e+,;<>\"=#  "))
                .isEqualTo("a%5C28b%5C29%5C2Ac%5C5Cd%20e+%2C%3B%3C%3E%22%3D%23%20%20");
        assertThat(LdapQuoting.filter(" x\u00ff\n\0")).isEqualTo("%20x%FF%0A%5C00");
    }

    @Test
    void names_have_a_backslash_before_what_is_special() {
        assertThat(LdapQuoting.name("#a(b)*c\\d e+,;<>\"=# "))
                .isEqualTo("%5C%23a(b)*c%5C%5Cd%20e%5C+%5C%2C%5C%3B%5C%3C%5C%3E%5C%22%3D%23%5C%20");
        assertThat(LdapQuoting.name(" ")).isEqualTo("%5C%20");
        assertThat(LdapQuoting.name(" a ")).isEqualTo("%5C%20a%5C%20");
    }

    @Test
    void what_is_plain_stays() {
        String plain = "!$'-._09AZaz";
        assertThat(LdapQuoting.filter(plain + "+")).isEqualTo(plain + "+");
        assertThat(LdapQuoting.name(plain + "()*")).isEqualTo(plain + "()*");
        assertThat(LdapQuoting.name("a#b")).isEqualTo("a%23b");
    }
}
