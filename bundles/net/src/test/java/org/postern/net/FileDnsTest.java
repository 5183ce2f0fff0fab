package org.postern.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.api.dns.DnsAnswer.Status;
import org.postern.api.dns.DnsException;
import org.postern.api.dns.DnsRecord;
import org.postern.api.dns.DnsType;
import org.postern.testkit.TestContext;

class FileDnsTest {
    private static final String ZONES = """
            $ORIGIN example.org.
            $TTL 300
            ; an ordinary comment
            ;; another one, about secure things
            @        IN SOA ns root 1 2 3 4 60
            @        MX   10 mx
            @        TXT  "v=spf1 mx " "-all"
            mx   20  A    192.0.2.1
            www      CNAME mx
            out      CNAME mx.signed.example.
            loop     CNAME loop
            *.wild   TXT  wildcard
            b.wild   A    192.0.2.9
            bytes    TXT  "\\255\u00e4"
            ;; SERVFAIL broken.example.org
            ;; TIMEOUT  mx.example.org AAAA
            ;; SECURE   signed.example
            mx.signed.example. A 192.0.2.2
            """;

    private static DnsException failure(Zones zones, String name, DnsType type) {
        try {
            zones.query(name, type);
        } catch (DnsException e) {
            return e;
        }
        throw new AssertionError(name + " has an answer");
    }

    @Test
    void answers_from_master_file_records() throws Exception {
        Zones zones = Zones.parse(ZONES);
        assertThat(zones.query("EXAMPLE.org.", DnsType.TXT).records())
                .containsExactly(DnsRecord.Txt.of(List.of("v=spf1 mx ", "-all")));
        assertThat(zones.query("example.org", DnsType.MX).records())
                .containsExactly(new DnsRecord.Mx(10, "mx.example.org"));
        assertThat(zones.query("www.example.org", DnsType.A).canonicalName()).isEqualTo("mx.example.org");
        assertThat(zones.query("www.example.org", DnsType.A).ttl()).hasSeconds(20);
        assertThat(zones.query("bytes.example.org", DnsType.TXT).records())
                .containsExactly(new DnsRecord.Txt("\u00ff\u00e4"));
    }

    @Test
    void tells_no_data_from_no_name() throws Exception {
        Zones zones = Zones.parse(ZONES);
        assertThat(zones.query("mx.example.org", DnsType.MX).status()).isEqualTo(Status.NO_DATA);
        assertThat(zones.query("wild.example.org", DnsType.A).status()).isEqualTo(Status.NO_DATA);
        assertThat(zones.query("nobody.example.org", DnsType.A).status()).isEqualTo(Status.NO_NAME);
        assertThat(zones.query("a..b", DnsType.A).status()).isEqualTo(Status.NO_NAME);
    }

    @Test
    void answers_from_wildcards_where_no_name_is_nearer() throws Exception {
        Zones zones = Zones.parse(ZONES);
        assertThat(zones.query("x.y.wild.example.org", DnsType.TXT).found()).isTrue();
        assertThat(zones.query("x.wild.example.org", DnsType.A).status()).isEqualTo(Status.NO_DATA);
        assertThat(zones.query("b.wild.example.org", DnsType.TXT).status()).isEqualTo(Status.NO_DATA);
        assertThat(zones.query("x.b.wild.example.org", DnsType.TXT).status()).isEqualTo(Status.NO_NAME);
    }

    @Test
    void fails_as_the_file_says() throws Exception {
        Zones zones = Zones.parse(ZONES);
        assertThat(failure(zones, "broken.example.org", DnsType.A)).hasMessageContaining("SERVFAIL");
        assertThat(failure(zones, "www.example.org", DnsType.AAAA)).hasMessageContaining("timed out");
        assertThat(failure(zones, "loop.example.org", DnsType.A)).hasMessageContaining("loop of CNAMEs");
        assertThat(zones.query("mx.example.org", DnsType.A).found()).isTrue();
    }

    @Test
    void is_secure_where_the_whole_chain_is() throws Exception {
        Zones zones = Zones.parse(ZONES);
        assertThat(zones.query("mx.signed.example", DnsType.A).secure()).isTrue();
        assertThat(zones.query("none.signed.example", DnsType.A).secure()).isTrue();
        assertThat(zones.query("out.example.org", DnsType.A).secure()).isFalse();
    }

    @Test
    void knows_where_answers_come_from_and_where_short_names_are_looked_for() throws Exception {
        Zones zones = Zones.parse(";; AA own.example\n;; SEARCH own.example\nmx.own.example. A 192.0.2.1\n");
        assertThat(zones.query("mx.own.example", DnsType.A).authoritative()).isTrue();
        assertThat(Zones.parse(ZONES).query("mx.signed.example", DnsType.A).authoritative())
                .isFalse();
        assertThat(zones.searchDomains()).containsExactly("own.example");
    }

    @Test
    void tells_what_is_wrong_with_a_file() {
        assertThatThrownBy(() -> Zones.parse("a.example A 192.0.2.1\nb.example A nonsense\n"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("2");
        assertThatThrownBy(() -> Zones.parse("\n;; SERVFAIL\n")).hasMessageContaining("line 2: not SERVFAIL NAME");
        assertThatThrownBy(() -> Zones.parse(";; TIMEOUT a.example WHAT")).hasMessageContaining("not a type: WHAT");
    }

    @Test
    void reads_the_file_again_when_it_has_changed(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("zones");
        Files.writeString(file, "a.example A 192.0.2.1\n");
        FileDns dns = new FileDns(file);
        assertThat(dns.query("a.example", DnsType.A).found()).isTrue();
        Files.writeString(file, "a.example A 192.0.2.1\nb.example A 192.0.2.22\n");
        assertThat(dns.query("b.example", DnsType.A).found()).isTrue();
        Files.writeString(file, "c.example A nonsense, and of another size");
        assertThatThrownBy(() -> dns.query("b.example", DnsType.A)).isInstanceOf(DnsException.class);
    }

    @Test
    void takes_the_place_of_the_network_by_a_property(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("zones");
        Files.write(file, "a.example TXT \"\u00fc\"\n".getBytes(StandardCharsets.ISO_8859_1));
        NetPlugin plugin = new NetPlugin(Optional.of(file), Optional.empty());
        plugin.configured(TestContext.create().option(ResolverOptions.DNS_RETRY, "3"));
        assertThat(plugin.query("a.example", DnsType.TXT).records()).containsExactly(new DnsRecord.Txt("\u00fc"));
    }
}
