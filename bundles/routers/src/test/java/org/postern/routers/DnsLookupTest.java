package org.postern.routers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.postern.api.ExpansionException;
import org.postern.api.dns.DnsType;
import org.postern.api.mail.Address;
import org.postern.api.mail.Host;
import org.postern.api.system.OwnHosts;
import org.postern.spi.Router.Child;
import org.postern.spi.Router.Result;
import org.postern.spi.RouterOptions;
import org.postern.testkit.FakeDns;
import org.postern.testkit.TestContext;
import org.postern.testkit.TestMachine;
import org.postern.testkit.TestRecipient;
import org.postern.testkit.TestSettings;

class DnsLookupTest {
    private final TestSettings settings = TestSettings.block("remote");
    private final FakeDns dns = FakeDns.of("""
            zone.example MX 20 mx2.zone.example
            zone.example MX 10 mx1.zone.example
            mx1.zone.example A 198.51.100.11
            mx1.zone.example AAAA 2001:db8::11
            mx2.zone.example A 198.51.100.12
            aonly.zone.example A 198.51.100.20
            nullmx.zone.example MX 0 .
            badmx.zone.example MX 5 nosuchhost.zone.example
            mixmx.zone.example MX 5 nosuchhost.zone.example
            mixmx.zone.example MX 10 mx2.zone.example
            _smtp._tcp.srvdom.zone.example SRV 0 5 2525 srvhost.zone.example
            srvhost.zone.example A 198.51.100.30
            third.zone.example MX 10 mx1.zone.example
            third.zone.example MX 20 self.zone.example
            third.zone.example MX 20 peer.zone.example
            third.zone.example MX 30 mx2.zone.example
            self.zone.example A 192.0.2.1
            peer.zone.example A 192.0.2.2
            mine.zone.example MX 5 self.zone.example
            mine.zone.example MX 10 mx1.zone.example
            """);

    DnsLookupTest() {
        // An MX of "." has the empty string as its exchange.
        dns.remove("nullmx.zone.example").mx("nullmx.zone.example", 0, "");
    }

    private final TestContext context = TestContext.create();

    private Result route(String address) throws ExpansionException {
        HostAddresses addresses = new HostAddresses(dns, new HostsFile(Path.of("/nonexistent")));
        return new DnsLookupDriver(new MailExchangers(addresses, TestMachine.of("192.0.2.1"), new Random(1)))
                .create(settings)
                .route(TestRecipient.of(address), context);
    }

    private List<String> hosts(String address) throws ExpansionException {
        assertThat(route(address)).isInstanceOf(Result.Accept.class);
        return ((Result.Accept) route(address))
                .hosts().stream().map(Host::toString).toList();
    }

    @Test
    void gives_the_addresses_of_the_mx_hosts_in_order_of_preference() throws ExpansionException {
        assertThat(hosts("x@zone.example"))
                .containsExactly(
                        "mx1.zone.example [2001:db8::11]",
                        "mx1.zone.example [198.51.100.11]",
                        "mx2.zone.example [198.51.100.12]");
    }

    @Test
    void takes_a_domain_without_mx_for_a_host() throws ExpansionException {
        assertThat(hosts("x@aonly.zone.example")).containsExactly("aonly.zone.example [198.51.100.20]");
    }

    @Test
    void declines_a_domain_without_mx_that_must_have_one() throws ExpansionException {
        settings.set(DnsLookupDriver.MX_DOMAINS, "aonly.zone.example");

        assertThat(route("x@aonly.zone.example")).isEqualTo(new Result.Decline());
    }

    @Test
    void declines_a_null_mx_with_its_reason() throws ExpansionException {
        assertThat(route("x@nullmx.zone.example"))
                .isEqualTo(new Result.Decline("an MX or SRV record indicated no SMTP service"));
    }

    @Test
    void declines_a_domain_that_does_not_exist() throws ExpansionException {
        assertThat(route("x@no.such.example")).isEqualTo(new Result.Decline());
    }

    @Test
    void declines_when_all_mx_hosts_do_not_exist() throws ExpansionException {
        assertThat(route("x@badmx.zone.example"))
                .isEqualTo(new Result.Decline("all relevant MX records point to non-existent hosts"));
    }

    @Test
    void defers_when_told_to_where_no_host_exists() throws ExpansionException {
        settings.set(DnsLookupDriver.FAIL_DEFER_DOMAINS, "*");

        assertThat(route("x@badmx.zone.example"))
                .isEqualTo(new Result.Defer("missing MX, or all MXs point to missing A records, and defer requested"));
    }

    @Test
    void keeps_an_mx_host_that_does_not_exist_without_an_address() throws ExpansionException {
        assertThat(hosts("x@mixmx.zone.example"))
                .containsExactly("nosuchhost.zone.example", "mx2.zone.example [198.51.100.12]");
    }

    @Test
    void defers_when_dns_gives_no_answer() throws ExpansionException {
        dns.servfail("zone.example", DnsType.MX);

        assertThat(route("x@zone.example")).isInstanceOf(Result.Defer.class);
    }

    @Test
    void takes_a_failed_mx_lookup_for_no_mx_where_told_to() throws ExpansionException {
        dns.timeout("aonly.zone.example", DnsType.MX);
        settings.set(DnsLookupDriver.MX_FAIL_DOMAINS, "aonly.zone.example");

        assertThat(hosts("x@aonly.zone.example")).containsExactly("aonly.zone.example [198.51.100.20]");
    }

    @Test
    void defers_when_no_address_of_any_mx_host_can_be_looked_up() throws ExpansionException {
        dns.servfail("mx1.zone.example").servfail("mx2.zone.example");

        assertThat(route("x@zone.example")).isInstanceOf(Result.Defer.class);
    }

    @Test
    void uses_the_hosts_whose_addresses_are_known_when_others_are_not() throws ExpansionException {
        dns.servfail("mx1.zone.example");

        assertThat(hosts("x@zone.example")).containsExactly("mx1.zone.example", "mx2.zone.example [198.51.100.12]");
    }

    @Test
    void ends_the_list_before_this_host_and_its_equals() throws ExpansionException {
        assertThat(hosts("x@third.zone.example"))
                .containsExactly("mx1.zone.example [2001:db8::11]", "mx1.zone.example [198.51.100.11]");
    }

    @Test
    void puts_this_host_first_when_it_is_the_best() throws ExpansionException {
        assertThat(hosts("x@mine.zone.example").getFirst()).isEqualTo("self.zone.example [192.0.2.1]");
    }

    @Test
    void declines_without_check_secondary_mx_holding() throws ExpansionException {
        settings.set(DnsLookupDriver.CHECK_SECONDARY_MX, "yes");

        assertThat(route("x@zone.example")).isEqualTo(new Result.Decline());
        assertThat(hosts("x@third.zone.example")).hasSize(2);
    }

    @Test
    void takes_the_hosts_and_ports_of_a_service() throws ExpansionException {
        settings.set(DnsLookupDriver.CHECK_SRV, "smtp");

        assertThat(((Result.Accept) route("x@srvdom.zone.example")).hosts())
                .extracting(Host::name, Host::port)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("srvhost.zone.example", 2525));
        assertThat(hosts("x@zone.example")).hasSize(3);
    }

    @Test
    void makes_a_wider_address_when_only_that_domain_exists() throws ExpansionException {
        settings.set(DnsLookupDriver.WIDEN_DOMAINS, "nowhere.example : zone.example");

        assertThat(route("x@aonly"))
                .isEqualTo(new Result.Redirect(
                        List.of(new Child.ToAddress(new Address("x", "aonly.zone.example"), Optional.empty()))));
    }

    @Test
    void uses_ipv4_only_where_told_to() throws ExpansionException {
        settings.set(DnsLookupDriver.IPV4_ONLY, "yes");

        assertThat(hosts("x@zone.example"))
                .containsExactly("mx1.zone.example [198.51.100.11]", "mx2.zone.example [198.51.100.12]");
    }

    @Test
    void defers_an_insecure_domain_that_must_be_secure() throws ExpansionException {
        settings.set(RouterOptions.DNSSEC_REQUIRE_DOMAINS, "*");

        assertThat(route("x@zone.example")).isInstanceOf(Result.Defer.class);
    }

    @Test
    void vouches_for_hosts_whose_every_record_is_secure() throws ExpansionException {
        dns.secure("zone.example");

        assertThat(((Result.Accept) route("x@zone.example")).hosts()).allMatch(Host::secure);
    }

    @Test
    void does_not_vouch_when_a_record_on_the_way_is_not_secure() throws ExpansionException {
        dns.secure("zone.example").mx("zone.example", 30, "out.example").address("out.example", "203.0.113.9");

        assertThat(((Result.Accept) route("x@zone.example")).hosts())
                .filteredOn(host -> !host.secure())
                .extracting(Host::name)
                .containsExactly("out.example");
    }

    @Test
    void declines_a_domain_literal() throws ExpansionException {
        assertThat(route("x@[192.0.2.1]")).isEqualTo(new Result.Decline());
    }

    @Test
    void has_no_ipv6_addresses_where_they_are_disabled() throws ExpansionException {
        context.option(RoutingDns.DISABLE_IPV6, "yes");

        assertThat(hosts("x@zone.example"))
                .containsExactly("mx1.zone.example [198.51.100.11]", "mx2.zone.example [198.51.100.12]");
    }

    @Test
    void does_not_look_up_ipv6_addresses_of_some_names() throws ExpansionException {
        context.option(RoutingDns.DNS_IPV4_LOOKUP, "mx1.zone.example");

        assertThat(hosts("x@zone.example")).first().isEqualTo("mx1.zone.example [198.51.100.11]");
    }

    @Test
    void takes_an_address_for_an_mx_host_only_where_it_may() throws ExpansionException {
        dns.mx("literal.example", 5, "192.0.2.9");

        assertThat(route("x@literal.example"))
                .isEqualTo(new Result.Decline(
                        "all relevant MX records point to non-existent hosts" + " or (invalidly) to IP addresses"));

        context.option(RoutingDns.ALLOW_MX_TO_IP, "yes");

        assertThat(hosts("x@literal.example")).containsExactly("192.0.2.9 [192.0.2.9]");
    }

    @Test
    void asks_for_no_name_that_cannot_be_one() throws ExpansionException {
        assertThat(route("x@bad_.-name.example"))
                .isEqualTo(new Result.Decline("mail domain \"bad_.-name.example\" is syntactically invalid"));

        context.option(RoutingDns.DNS_CHECK_NAMES_PATTERN, "");

        assertThat(route("x@bad_.-name.example")).isEqualTo(new Result.Decline());
    }

    @Test
    void shows_hosts_by_their_canonical_names() throws ExpansionException {
        dns.cname("other.example", "aonly.zone.example");

        assertThat(hosts("x@other.example")).containsExactly("aonly.zone.example [198.51.100.20]");
    }

    @Test
    void hosts_that_are_to_be_treated_as_this_one_end_the_list() throws ExpansionException {
        context.option(OwnHosts.HOSTS_TREAT_AS_LOCAL, "mx2.zone.example");

        assertThat(hosts("x@zone.example"))
                .containsExactly("mx1.zone.example [2001:db8::11]", "mx1.zone.example [198.51.100.11]");
    }

    @Test
    void extra_local_interfaces_are_of_this_host() throws ExpansionException {
        context.option(OwnHosts.EXTRA_LOCAL_INTERFACES, "198.51.100.12");

        assertThat(hosts("x@zone.example"))
                .containsExactly("mx1.zone.example [2001:db8::11]", "mx1.zone.example [198.51.100.11]");
    }
}
