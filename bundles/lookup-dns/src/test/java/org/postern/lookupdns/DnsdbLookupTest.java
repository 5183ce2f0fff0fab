package org.postern.lookupdns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.api.Context;
import org.postern.api.Event;
import org.postern.api.Text;
import org.postern.api.dns.Dns;
import org.postern.api.dns.DnsAnswer;
import org.postern.api.dns.DnsException;
import org.postern.api.dns.DnsRecord;
import org.postern.api.dns.DnsType;
import org.postern.api.dns.Patience;
import org.postern.spi.EventListener;
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
                    _client._smtp.1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa SRV 1 2 0 c.example
                    1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa PTR six.example
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

    private record Witness(List<String> heard) implements EventListener {
        @Override
        public String name() {
            return "witness";
        }

        @Override
        public Optional<Text> on(Event event, Context known) {
            heard.add(event.name() + " " + event.data());
            return Optional.of(Text.trusted("no"));
        }
    }

    @Test
    void what_is_not_found_is_an_event() throws IOException {
        List<String> heard = new ArrayList<>();
        context.contributions(List.of(new Witness(heard)));
        assertThat(find("a=a.example")).contains("192.0.2.1");
        assertThat(find("defer_never,a=none.example:broken.example")).isEmpty();
        assertThat(find("mx=a.example")).isEmpty();
        assertThat(heard)
                .containsExactly(
                        "dns:fail DNS_NOMATCH:none.example:A",
                        "dns:fail DNS_AGAIN:broken.example:A",
                        "dns:fail DNS_NODATA:a.example:MX");
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
                "ptr=2001:db8::1|six.example",
                "ptr=<;2001:db8::1;192.0.2.1|six.example/a.example",
                "PTR=1.2.0.192.in-addr.arpa|a.example",
                "csa=2001:db8::1|Y c.example",
                "cname=alias.example|a.example",
                "ns=example|ns.example",
                "a+=a.example:b.example|192.0.2.1/2001:db8::2/192.0.2.2",
                ">:;mx=m.example|5mx1.m.example:10mx2.m.example",
                ">, a=a.example:b.example|192.0.2.1,192.0.2.2",
                ">:,, mx=m.example|5,mx1.m.example:10,mx2.m.example",
                ">: tlsa=_25._tcp.a.example|3 1 1 abcd",
                ">:,/ tlsa=_25._tcp.a.example|3/1/1/abcd",
                ">:,/ srv=_s._tcp.a.example|1/2/3/a.example",
                "a=|",
                "zns=x.y.example|ns.example",
                "srv=_s._tcp.a.example|1 2 3 a.example",
                "tlsa=_25._tcp.a.example|3 1 1 abcd",
                "txt=t.example|one/v=spf1 -all",
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
                "dnssec_strict,defer_never,a=a.example|",
                "dnssec_strict,a=nowhere.example|",
                "dnssec_lax,a=a.example|192.0.2.1",
                "dnssec_never,a=a.example|192.0.2.1",
            })
    void finds(String query, String expected) throws IOException {
        assertThat(find(query)).isEqualTo(Optional.ofNullable(expected));
    }

    @ParameterizedTest
    @CsvSource({
        "a=broken.example",
        "'defer_lax,a=broken.example:nowhere.example'",
        "'defer_strict,a=broken.example:a.example'",
        "'defer_strict,dnssec_strict,a=a.example'",
        "'dnssec_strict,a=a.example'",
        "'defer_strict,dnssec_strict,a=s.example:a.example'",
    })
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
        find("dnssec_never,a=s.example");
        assertThat(context.get(DnsdbLookup.AUTHENTICATED).map(Text::value)).contains("");
    }

    @Test
    void asks_with_the_patience_of_the_query() throws IOException {
        List<Patience> asked = new ArrayList<>();
        Dns patient = new Dns() {
            @Override
            public DnsAnswer query(String name, DnsType type) throws DnsException {
                return query(name, type, Patience.USUAL);
            }

            @Override
            public DnsAnswer query(String name, DnsType type, Patience patience) throws DnsException {
                asked.add(patience);
                return dns.query(name, type);
            }
        };
        for (String modifiers : List.of("", "retry_3,", "retrans_2s,", "retrans_1m,retry_1,")) {
            try (Lookup open = new DnsdbLookup(patient).open("", List.of(), new TestCompiler(), context)) {
                assertThat(open.find(Text.trusted(modifiers + "a=a.example"))).isPresent();
            }
        }
        assertThat(asked)
                .containsExactly(
                        Patience.USUAL,
                        new Patience(Duration.ZERO, 3),
                        new Patience(Duration.ofSeconds(2), 0),
                        new Patience(Duration.ofMinutes(1), 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.example\0.other",
                "a.example'; --",
                "a.example%00",
                "a.example\nb.example",
                "a\\.example",
                "\\097.example",
                "..",
                ".",
                "*.example",
                "a.example=b.example",
                "../a.example",
            })
    void a_name_of_any_bytes_reaches_the_dns_as_it_is(String name) throws IOException {
        assertThat(find("a=<\u0001" + name)).isEmpty();
        assertThat(dns.questions()).singleElement().asString().contains(name);
    }

    @Test
    void bounds_the_names_of_one_query() {
        assertThatThrownBy(() -> find("a=" + "a:".repeat(1001))).hasMessageContaining("more than 1000 names");
    }

    @Test
    void offers_a_lookup_and_a_variable() {
        assertThat(new LookupDnsPlugin(dns).contributions())
                .extracting(contribution -> contribution.name())
                .containsExactly("dnsdb", "lookup_dnssec_authenticated");
    }
}
