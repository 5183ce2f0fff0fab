package org.postern.dane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postern.api.Context;
import org.postern.api.Event;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.dns.DnsRecord;
import org.postern.api.dns.DnsType;
import org.postern.api.mail.Host;
import org.postern.api.net.BadCertificate;
import org.postern.api.net.TlsAttempt;
import org.postern.api.net.TlsFault;
import org.postern.api.net.TlsPolicy;
import org.postern.spi.ChainVerifier;
import org.postern.spi.EventListener;
import org.postern.spi.TlsPolicySource.Decision;
import org.postern.testkit.FakeDns;
import org.postern.testkit.TestDelivery;
import org.postern.testkit.TestSettings;

/// What the TLSA records of a host mean for a delivery to it.
class DanePolicyTest {
    private static final InetAddress ADDRESS = InetAddress.ofLiteral("192.0.2.1");

    private final List<X509Certificate> chain = Chains.three();
    private final FakeDns dns =
            FakeDns.of("").address("mx.example.com", "192.0.2.1").secure("example.com");
    private final TestSettings transport = TestSettings.block("remote_smtp");
    private final TestDelivery delivery = TestDelivery.to("user@example.com");
    private final List<String> events = new ArrayList<>();
    private Instant now = Instant.parse("2026-06-01T00:00:00Z");
    private final InstantSource clock = () -> now;

    private final EventListener listener = new EventListener() {
        @Override
        public String name() {
            return "events";
        }

        @Override
        public Optional<Text> on(Event event, Context context) {
            events.add(event.name() + " " + event.data().value());
            return Optional.empty();
        }
    };

    private static Host host(String name, boolean secure) {
        return new Host(name, Optional.of(ADDRESS), 25, 10, secure);
    }

    private Decision decide(Host host) throws ExpansionException {
        delivery.context().contributions(List.of(listener));
        return new DanePolicy(dns, clock).decide(host, delivery, transport);
    }

    private Decision decide() throws ExpansionException {
        return decide(host("mx.example.com", true));
    }

    private TlsPolicy policy() throws ExpansionException {
        assertThat(decide()).isInstanceOf(Decision.Use.class);
        return ((Decision.Use) decide()).policy();
    }

    private void publish(DnsRecord.Tlsa... records) {
        for (DnsRecord.Tlsa record : records) {
            dns.record("_25._tcp.mx.example.com", DnsType.TLSA, record);
        }
    }

    private static void assertRefused(ChainVerifier verifier, List<X509Certificate> chain, TlsFault fault) {
        assertThatThrownBy(() -> verifier.verify(chain, "mx.example.com"))
                .isInstanceOfSatisfying(
                        BadCertificate.class, e -> assertThat(e.fault()).isEqualTo(fault));
    }

    @Test
    void a_usable_record_demands_tls_with_a_certificate_that_it_is_for() throws Exception {
        publish(Chains.tlsa(3, 1, 1, chain.get(0)));
        TlsPolicy policy = policy();
        assertThat(policy.isRequired()).isTrue();
        assertThat(policy.verification()).isEqualTo(TlsPolicy.Verification.REQUIRED);
        assertThat(policy.serverName()).contains("mx.example.com");
        assertThat(policy.name()).isEqualTo("dane");
        assertThat(policy.published().orElseThrow().domain()).isEqualTo("mx.example.com");
        assertThat(policy.published().orElseThrow().text())
                .containsExactly(Chains.tlsa(3, 1, 1, chain.get(0)).presentation());
        assertThat(policy.verifier().orElseThrow().verify(chain, "mx.example.com"))
                .containsExactly(chain.get(0));
        assertThat(delivery.context().get(DanePolicy.USAGE)).contains(8);
    }

    @Test
    void with_dane_ee_neither_name_nor_time_counts() throws Exception {
        now = Instant.parse("9999-01-01T00:00:00Z");
        publish(Chains.tlsa(3, 0, 2, chain.get(0)));
        assertThat(policy().verifier().orElseThrow().verify(List.of(chain.get(0)), "other.example"))
                .hasSize(1);
    }

    @Test
    void with_dane_ta_the_certificate_may_be_for_the_host_or_its_domain() throws Exception {
        publish(Chains.tlsa(2, 0, 1, chain.get(2)));
        ChainVerifier verifier = policy().verifier().orElseThrow();
        assertThat(verifier.verify(chain, "mx.example.com")).isEqualTo(chain);
        TestDelivery elsewhere = TestDelivery.to("user@example.org");
        Decision other = new DanePolicy(dns, clock).decide(host("mx.example.com", true), elsewhere, transport);
        assertRefused(
                ((Decision.Use) other).policy().verifier().orElseThrow(), chain, TlsFault.CERTIFICATE_HOST_MISMATCH);
    }

    @Test
    void with_dane_ta_time_counts() throws Exception {
        publish(Chains.tlsa(2, 1, 1, chain.get(1)));
        now = Instant.parse("3016-01-01T00:00:00Z");
        assertRefused(policy().verifier().orElseThrow(), chain, TlsFault.CERTIFICATE_EXPIRED);
    }

    @Test
    void finds_its_way_through_a_chain_in_any_order_and_without_the_anchor_if_the_record_has_it() throws Exception {
        publish(Chains.tlsa(2, 0, 1, chain.get(2)));
        List<X509Certificate> mixed = List.of(chain.get(0), chain.get(2), chain.get(1));
        assertThat(policy().verifier().orElseThrow().verify(mixed, "mx.example.com"))
                .isEqualTo(chain);
        assertRefused(policy().verifier().orElseThrow(), chain.subList(0, 2), TlsFault.TLSA_INVALID);
        publish(Chains.tlsa(2, 0, 0, chain.get(2)), Chains.tlsa(2, 1, 0, chain.get(2)));
        assertThat(policy().verifier().orElseThrow().verify(chain.subList(0, 2), "mx.example.com"))
                .isEqualTo(chain);
    }

    @Test
    void a_leaf_is_no_trust_anchor() throws Exception {
        publish(Chains.tlsa(2, 0, 1, chain.get(0)));
        assertRefused(policy().verifier().orElseThrow(), chain, TlsFault.TLSA_INVALID);
    }

    @Test
    void a_better_digest_makes_a_weaker_one_not_count() throws Exception {
        publish(Chains.tlsa(3, 1, 1, chain.get(0)), Chains.wrong(3, 1, 2));
        assertRefused(policy().verifier().orElseThrow(), chain, TlsFault.TLSA_INVALID);
        publish(Chains.tlsa(3, 0, 1, chain.get(0)));
        assertThat(policy().verifier().orElseThrow().verify(chain, "")).hasSize(1);
    }

    @Test
    void policies_are_equal_if_their_records_are() throws Exception {
        publish(Chains.tlsa(3, 1, 1, chain.get(0)), Chains.tlsa(3, 1, 1, chain.get(1)));
        assertThat(policy()).isEqualTo(policy());
        assertThat(Associations.of(List.of(Chains.wrong(3, 1, 1), Chains.tlsa(3, 1, 1, chain.get(0)))))
                .isEqualTo(Associations.of(List.of(Chains.tlsa(3, 1, 1, chain.get(0)), Chains.wrong(3, 1, 1))));
    }

    @Test
    void records_of_which_none_is_usable_demand_tls_with_anyone() throws Exception {
        publish(Chains.wrong(1, 1, 1), Chains.wrong(4, 1, 1), new DnsRecord.Tlsa(3, 1, 1, "abcd"));
        TlsPolicy policy = policy();
        assertThat(policy.isRequired()).isTrue();
        assertThat(policy.verification()).isEqualTo(TlsPolicy.Verification.NONE);
        assertThat(delivery.context().get(DanePolicy.USAGE)).contains(0);
        transport.set(DaneOptions.HOSTS_REQUIRE_DANE, "*");
        assertThat(decide()).isInstanceOf(Decision.Defer.class);
        assertThat(events).contains("dane:fail dane-required");
    }

    @Test
    void a_lookup_that_fails_defers_the_host() throws Exception {
        dns.servfail("_25._tcp.mx.example.com");
        assertThat(decide()).isInstanceOfSatisfying(Decision.Defer.class, deferred -> {
            assertThat(deferred.fault()).isEqualTo(TlsFault.DNSSEC_INVALID);
            assertThat(deferred.reason()).startsWith("DANE error: TLSA lookup failed: ");
        });
        assertThat(events).containsExactly("dane:fail dnssec-invalid");
    }

    @Test
    void without_secure_records_there_is_no_dane_unless_it_is_required() throws Exception {
        assertThat(decide()).isInstanceOf(Decision.NoOpinion.class);
        publish(Chains.tlsa(3, 1, 1, chain.get(0)));
        assertThat(decide(host("mx.example.com", false))).isInstanceOf(Decision.NoOpinion.class);
        assertThat(decide(host("192.0.2.1", true))).isInstanceOf(Decision.NoOpinion.class);
        transport.set(DaneOptions.HOSTS_REQUIRE_DANE, "192.0.2.1");
        assertThat(decide(host("mx.example.com", false)))
                .isEqualTo(new Decision.Defer(
                        TlsFault.DANE_REQUIRED,
                        "DANE error: DANE is required, but the addresses of mx.example.com are not secure"));
    }

    @Test
    void is_not_tried_with_hosts_that_are_not_in_the_list() throws Exception {
        publish(Chains.tlsa(3, 1, 1, chain.get(0)));
        transport.set(DaneOptions.HOSTS_TRY_DANE, "! 192.0.2.1 : *");
        assertThat(decide()).isInstanceOf(Decision.NoOpinion.class);
        transport.set(DaneOptions.HOSTS_TRY_DANE, "");
        assertThat(decide()).isInstanceOf(Decision.NoOpinion.class);
    }

    @Test
    void ciphers_can_be_others_where_dane_is_in_use() throws Exception {
        publish(Chains.tlsa(3, 1, 1, chain.get(0)));
        transport.set(DaneOptions.DANE_REQUIRE_TLS_CIPHERS, "HIGH");
        assertThat(policy().ciphers()).contains("HIGH");
    }

    @Test
    void looks_at_the_end_of_the_aliases_first() throws Exception {
        dns.cname("alias.example.com", "mx.example.com");
        dns.record("_25._tcp.alias.example.com", DnsType.TLSA, Chains.wrong(3, 1, 1));
        Host host = host("alias.example.com", true);
        assertThat(((Decision.Use) decide(host)).policy().serverName()).contains("alias.example.com");
        publish(Chains.tlsa(3, 1, 1, chain.get(0)));
        assertThat(((Decision.Use) decide(host)).policy().serverName()).contains("mx.example.com");
        assertThat(((Decision.Use) decide(host.expandedTo("mx.example.com")))
                        .policy()
                        .serverName())
                .contains("mx.example.com");
    }

    @Test
    void the_port_is_that_of_the_connection() throws Exception {
        dns.record("_465._tcp.mx.example.com", DnsType.TLSA, Chains.tlsa(3, 1, 1, chain.get(0)));
        assertThat(decide(host("mx.example.com", true).withPort(465))).isInstanceOf(Decision.Use.class);
        assertThat(decide()).isInstanceOf(Decision.NoOpinion.class);
    }

    @Test
    void tells_why_a_session_failed() throws Exception {
        publish(Chains.tlsa(3, 1, 1, chain.get(0)));
        TlsPolicy policy = policy();
        delivery.context().contributions(List.of(listener));
        attempt(policy, TlsFault.STARTTLS_NOT_SUPPORTED);
        attempt(policy, TlsFault.TLSA_INVALID);
        attempt(TlsPolicy.OPPORTUNISTIC, TlsFault.VALIDATION_FAILURE);
        assertThat(events.stream().distinct())
                .containsExactly("dane:fail starttls-not-supported", "dane:fail validation-failure");
    }

    private void attempt(TlsPolicy policy, TlsFault fault) {
        Host host = host("mx.example.com", true);
        new DaneObserver()
                .attempted(
                        new TlsAttempt(
                                "example.com",
                                host,
                                Optional.empty(),
                                policy,
                                Optional.empty(),
                                Optional.of(fault),
                                "why"),
                        delivery.context(host));
    }

    @Test
    void shows_what_came_of_it() throws Exception {
        DanePlugin plugin = new DanePlugin(dns, clock);
        delivery.context().contributions(plugin.contributions());
        assertThat(plugin.contributions().stream().map(one -> one.name()))
                .containsExactly("dane", "dane", "tls_out_dane", "tls_out_tlsa_usage");
        assertThat(delivery.context().variable("tls_out_dane")).contains(Text.trusted("no"));
        assertThat(delivery.context().variable("tls_out_tlsa_usage")).contains(Text.trusted("0"));
        publish(Chains.tlsa(2, 0, 1, chain.get(2)), Chains.tlsa(3, 0, 1, chain.get(0)));
        assertThat(decide()).isInstanceOf(Decision.Use.class);
        assertThat(delivery.context().variable("tls_out_tlsa_usage")).contains(Text.trusted("12"));
    }
}
