package org.postern.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postern.api.dns.DnsException;
import org.postern.api.dns.DnsType;
import org.postern.testkit.TestContext;

class NetPluginTest {
    @Test
    void offers_its_options_and_nothing_else() {
        NetPlugin plugin = new NetPlugin(Optional.empty(), Optional.of("127.0.0.1"));
        assertThat(plugin.name()).isEqualTo("net");
        assertThat(plugin.contributions()).isEmpty();
        assertThat(plugin.options())
                .flatExtracting(set -> set.options())
                .extracting(Object::toString)
                .containsExactly(
                        "dns_retrans",
                        "dns_retry",
                        "dns_use_edns0",
                        "dns_dnssec_ok",
                        "dns_cname_loops",
                        "dns_trust_ad",
                        "dnssec_trust_anchor_file",
                        "dnssec_timeout",
                        "dnssec_max_queries",
                        "dnssec_nsec3_max_iterations",
                        "dns_again_means_nonexist");
    }

    @Test
    void asks_the_servers_of_the_property_as_the_configuration_says() throws Exception {
        try (LoopbackServer server = LoopbackServer.of((_, _) -> List.of())) {
            NetPlugin plugin = new NetPlugin(
                    Optional.empty(),
                    Optional.of("127.0.0.1#" + server.address().getPort()));
            plugin.configured(TestContext.create()
                    .option(ResolverOptions.DNS_RETRANS, "1s")
                    .option(ResolverOptions.DNS_RETRY, "1"));
            assertThatThrownBy(() -> plugin.query("a.example", DnsType.A)).isInstanceOf(DnsException.class);
            assertThat(server.queries()).hasSize(1);
        }
    }

    @Test
    void reads_servers_and_patience_from_resolv_conf() {
        NameServers servers = NameServers.ofLines(List.of(
                "# comment",
                "search example.org",
                "nameserver 192.0.2.53",
                "nameserver nonsense",
                "nameserver ::1",
                "options ndots:1 timeout:2 attempts:99"));
        assertThat(servers.addresses())
                .extracting(address -> address.getAddress().getHostAddress())
                .containsExactly("192.0.2.53", "0:0:0:0:0:0:0:1");
        assertThat(servers.timeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(servers.attempts()).isEqualTo(5);
    }

    @Test
    void asks_the_local_host_where_nothing_is_said() {
        NameServers servers = NameServers.ofFile(Path.of("/nonexistent"));
        assertThat(servers.addresses()).hasToString("[/127.0.0.1:53]");
        assertThat(servers.timeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(servers.attempts()).isEqualTo(2);
    }

    @Test
    void takes_a_list_of_servers_with_ports() {
        assertThat(NameServers.of("127.0.0.1#5300, ::1").addresses())
                .hasToString("[/127.0.0.1:5300, /[0:0:0:0:0:0:0:1]:53]");
    }
}
