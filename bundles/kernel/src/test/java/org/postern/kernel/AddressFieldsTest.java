package org.postern.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.postern.api.mail.Header;

@NullMarked
class AddressFieldsTest {
    private final List<String> faults = new ArrayList<>();

    private List<String> qualified(String senderDomain, String recipientDomain, String... fields) {
        AddressFields addresses = new AddressFields(senderDomain, recipientDomain, faults::add);
        return addresses
                .qualified(List.of(fields).stream()
                        .map(field -> new Header(field + "\r\n"))
                        .toList())
                .stream()
                .map(header -> header.text().strip())
                .toList();
    }

    @Test
    void tells_what_is_no_address() {
        qualified("", "", "From: a@@b", "To: <x@y.example", "Subject: a@@b", "Cc: undisclosed-recipients:;");
        assertThat(faults).containsExactly("domain missing or malformed", "'>' missing at end of address");
    }

    @Test
    void looks_at_resent_fields() {
        qualified("", "", "Resent-To: a@@b", "To: c@@d");
        assertThat(faults).hasSize(2);
    }

    @Test
    void adds_the_domain_that_may_be_left_out() {
        assertThat(qualified("s.example", "r.example", "From: Ann <ann>", "To: bob, \"x, y\" <cy>, d@d.example"))
                .containsExactly(
                        "From: Ann <ann@s.example>", "To: bob@r.example, \"x, y\" <cy@r.example>, d@d.example");
    }

    @Test
    void leaves_addresses_alone_where_it_may_not() {
        assertThat(qualified("", "r.example", "From: ann", "Subject: bob"))
                .containsExactly("From: ann", "Subject: bob");
    }
}
