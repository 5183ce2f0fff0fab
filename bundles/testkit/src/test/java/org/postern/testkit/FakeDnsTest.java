package org.postern.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.postern.api.dns.DnsAnswer.Status;
import org.postern.api.dns.DnsException;
import org.postern.api.dns.DnsRecord;
import org.postern.api.dns.DnsType;

class FakeDnsTest {
    private final FakeDns dns = FakeDns.of("""
            ; a zone
            example.org        MX    10 mx.example.org
            example.org        TXT   v=spf1 mx  -all
            mx.example.org     AAAA  2001:db8::1
            www.example.org    CNAME mx.example.org
            loop.example.org   CNAME loop.example.org
            broken.example.org SERVFAIL
            half.example.org   TIMEOUT A
            half.example.org   TXT here
            signed.example     SECURE
            a.signed.example   A 192.0.2.1
            """);

    @Test
    void finds_what_was_put_there_in_any_case_and_with_a_final_dot() throws Exception {
        assertThat(dns.query("Example.ORG.", DnsType.MX).records())
                .containsExactly(new DnsRecord.Mx(10, "mx.example.org"));
        assertThat(dns.query("example.org", DnsType.TXT).records())
                .containsExactly(new DnsRecord.Txt("v=spf1 mx  -all"));
    }

    @Test
    void follows_aliases_and_refuses_loops() throws Exception {
        assertThat(dns.query("www.example.org", DnsType.AAAA).canonicalName()).isEqualTo("mx.example.org");
        assertThatThrownBy(() -> dns.query("loop.example.org", DnsType.A)).isInstanceOf(DnsException.class);
    }

    @Test
    void tells_an_empty_name_from_one_that_does_not_exist() throws Exception {
        assertThat(dns.query("mx.example.org", DnsType.A).status()).isEqualTo(Status.NO_DATA);
        assertThat(dns.query("org", DnsType.A).status()).isEqualTo(Status.NO_DATA);
        assertThat(dns.query("nobody.example.org", DnsType.A).status()).isEqualTo(Status.NO_NAME);
    }

    @Test
    void fails_for_all_types_or_for_one() throws Exception {
        assertThatThrownBy(() -> dns.query("broken.example.org", DnsType.A)).hasMessageContaining("SERVFAIL");
        assertThatThrownBy(() -> dns.query("half.example.org", DnsType.A)).hasMessageContaining("TIMEOUT");
        assertThat(dns.query("half.example.org", DnsType.TXT).found()).isTrue();
        assertThat(dns.recover().query("half.example.org", DnsType.A).status()).isEqualTo(Status.NO_DATA);
    }

    @Test
    void is_secure_only_below_a_secure_zone() throws Exception {
        assertThat(dns.query("a.signed.example", DnsType.A).secure()).isTrue();
        assertThat(dns.query("x.signed.example", DnsType.A).secure()).isTrue();
        assertThat(dns.query("example.org", DnsType.MX).secure()).isFalse();
    }

    @Test
    void remembers_the_questions() throws Exception {
        dns.query("Example.org", DnsType.MX);
        assertThat(dns.questions()).hasToString("[Example.org MX]");
    }
}
