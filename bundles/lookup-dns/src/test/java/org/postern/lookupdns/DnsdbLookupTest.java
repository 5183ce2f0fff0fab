package org.postern.lookupdns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postern.api.Text;
import org.postern.api.dns.DnsRecord;
import org.postern.api.dns.DnsType;
import org.postern.spi.Lookup;
import org.postern.testkit.FakeDns;
import org.postern.testkit.TestCompiler;
import org.postern.testkit.TestContext;

class DnsdbLookupTest {
    private final TestContext context = TestContext.create();
    private final FakeDns dns = FakeDns.of("""
                    a.example A 192.0.2.1
                    b.example A 192.0.2.2
                    b.example AAAA 2001:db8::2
                    broken.example SERVFAIL
                    m.example MX 5 mx1.m.example
                    m.example MX 10 mx2.m.example
                    alias.example CNAME a.example
                    1.2.0.192.in-addr.arpa PTR a.example
                    example NS ns.example
                    _s._tcp.a.example SRV 1 2 3 a.example
                    _client._smtp.yes.example SRV 1 2 0 yes.example
                    _client._smtp.no.example SRV 1 1 0 no.example
                    _client._smtp.strict.example SRV 1 2 1 strict.example
                    _25._tcp.a.example TLSA 3 1 1 abcd
                    s.example SECURE
                    s.example A 192.0.2.3
                    """)
            .record("t.example", DnsType.TXT, DnsRecord.Txt.of(List.of("one", "two")))
            .record("t.example", DnsType.TXT, new DnsRecord.Txt("v=spf1 -all"))
            .record("z.example", DnsType.SOA, new DnsRecord.Other(6, "ns.z.example. root.z.example. 7 1 2 3 4"));

    private Optional<String> find(String query) throws IOException {
        try (Lookup open = new DnsdbLookup(dns).open("", List.of(), new TestCompiler(), context)) {
            return open.find(Text.tainted(query)).map(found -> {
                assertThat(found.tainted()).isTrue();
                return found.value().replace('\n', '/');
            });
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "a=a.example|192.0.2.1",
                " a = a.example:b.example|192.0.2.1/192.0.2.2",
                ">; a=<, a.example , b.example|192.0.2.1;192.0.2.2",
                "a+=b.example|2001:db8::2/192.0.2.2",
                "aaaa=b.example|2001:db8::2",
                "a=nowhere.example:a.example|192.0.2.1",
                "a=nowhere.example|",
                "mx=m.example|5 mx1.m.example/10 mx2.m.example",
                ">:,- mx=m.example|5-mx1.m.example:10-mx2.m.example",
                ">: mxh=m.example|mx1.m.example:mx2.m.example",
                "ptr=192.0.2.1|a.example",
                "ns=example|ns.example",
                "zns=x.y.example|ns.example",
                "srv=_s._tcp.a.example|1 2 3 a.example",
                "tlsa=_25._tcp.a.example|3 1 1 abcd",
                "t.example|one/v=spf1 -all",
                ">:; txt=t.example|onetwo:v=spf1 -all",
                ">:,+ t.example|one+two:v=spf1 -all",
                "spf=t.example|v=spf1 -all",
                "soa=z.example|ns.z.example",
                ">:,+ soa=z.example|ns.z.example+root.z.example+7+1+2+3+4",
                "csa=yes.example|Y yes.example",
                "csa=no.example|N no.example",
                "csa=sub.strict.example|X strict.example",
                "csa=sub.yes.example|? yes.example",
                "a=broken.example:a.example|192.0.2.1",
                "defer_never,a=broken.example|",
                "retrans_1s,retry_2,a=a.example|192.0.2.1",
                "dnssec_strict,a=s.example:a.example|192.0.2.3",
            })
    void finds(String query, String expected) throws IOException {
        assertThat(find(query)).isEqualTo(Optional.ofNullable(expected));
    }

    @ParameterizedTest
    @CsvSource({"a=broken.example", "'defer_strict,a=broken.example:a.example'"})
    void defers_when_the_dns_gives_no_answer(String query) {
        assertThatThrownBy(() -> find(query)).isInstanceOf(IOException.class).hasMessage("");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "xxx=a.example | unsupported DNS record type",
                "defer_some,a=a.example | unsupported dnsdb defer behaviour",
                "dnssec_some,a=a.example | unsupported dnsdb dnssec behaviour",
                "retrans_x,a=a.example | unsupported dnsdb timeout value",
                "retry_x,a=a.example | unsupported dnsdb retry count",
                "defer_never | dnsdb modifier syntax error",
            })
    void says_what_is_wrong(String query, String message) {
        assertThatThrownBy(() -> find(query)).hasMessage(message);
    }

    @Test
    void shows_whether_the_answer_was_validated() throws IOException {
        find("a=s.example");
        assertThat(context.get(DnsdbLookup.AUTHENTICATED).map(Text::value)).contains("yes");
        find("a=a.example");
        assertThat(context.get(DnsdbLookup.AUTHENTICATED).map(Text::value)).contains("no");
    }

    @Test
    void offers_a_lookup_and_a_variable() {
        assertThat(new LookupDnsPlugin(dns).contributions())
                .extracting(contribution -> contribution.name())
                .containsExactly("dnsdb", "lookup_dnssec_authenticated");
    }
}
