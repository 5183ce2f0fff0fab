package org.postern.routers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.api.ExpansionException;
import org.postern.api.config.ConfigException;
import org.postern.spi.Router.Result;
import org.postern.spi.RouterOptions;
import org.postern.testkit.FakeDns;
import org.postern.testkit.TestContext;
import org.postern.testkit.TestMachine;
import org.postern.testkit.TestRecipient;
import org.postern.testkit.TestSettings;

class ManualRouteTest {
    @TempDir
    private Path directory;

    private final TestSettings settings = TestSettings.block("smarthost");
    private final FakeDns dns = FakeDns.of("""
            zone.example MX 10 mx1.zone.example
            mx1.zone.example A 198.51.100.11
            mx1.zone.example AAAA 2001:db8::11
            mx2.zone.example A 198.51.100.12
            """);

    private Result route(String address) throws ExpansionException, ConfigException {
        HostAddresses addresses = new HostAddresses(dns, new HostsFile(directory.resolve("hosts")));
        Random random = new Random(1);
        TestRecipient recipient = TestRecipient.of(address);
        MailExchangers exchangers = new MailExchangers(addresses, TestMachine.of("192.0.2.77"), random);
        Result result = new ManualRouteDriver(new RouteHostFinder(exchangers, random))
                .create(settings)
                .route(recipient, TestContext.create().recipient(recipient));
        return result instanceof Result.Lookup lookup ? lookup.search().run() : result;
    }

    private List<String> hosts(String address) throws ExpansionException, ConfigException {
        Result result = route(address);
        assertThat(result).isInstanceOf(Result.Accept.class);
        return ((Result.Accept) result)
                .hosts().stream()
                        .map(host ->
                                host.name() + " " + host.address().orElseThrow().getHostAddress() + " " + host.port())
                        .toList();
    }

    @Test
    void routes_everything_to_an_address() throws ExpansionException, ConfigException {
        settings.set(ManualRouteDriver.ROUTE_LIST, "* 127.0.0.1 byname");

        assertThat(hosts("x@anywhere.example")).containsExactly("127.0.0.1 127.0.0.1 0");
    }

    @Test
    void takes_the_first_rule_whose_pattern_matches() throws ExpansionException, ConfigException {
        settings.set(
                ManualRouteDriver.ROUTE_LIST,
                "a.example 192.0.2.1 ; *.b.example \"192.0.2.2 : 192.0.2.3\" bydns other ; * 192.0.2.4");

        assertThat(hosts("x@a.example")).containsExactly("192.0.2.1 192.0.2.1 0");
        assertThat(hosts("x@c.b.example")).containsExactly("192.0.2.2 192.0.2.2 0", "192.0.2.3 192.0.2.3 0");
        assertThat(((Result.Accept) route("x@c.b.example")).transport()).isEqualTo(Optional.of("other"));
        assertThat(hosts("x@c.example")).containsExactly("192.0.2.4 192.0.2.4 0");
    }

    @Test
    void declines_when_no_rule_matches() throws ExpansionException, ConfigException {
        settings.set(ManualRouteDriver.ROUTE_LIST, "a.example 192.0.2.1");

        assertThat(route("x@b.example")).isEqualTo(new Result.Decline());
    }

    @Test
    void reads_ports_and_ipv6_addresses() throws ExpansionException, ConfigException {
        settings.set(
                ManualRouteDriver.ROUTE_LIST,
                "* \"<+ 198.51.100.9:2525 + [2001:db8::9]:26 + 2001:db8::8 + mx2.zone.example:587\"");

        assertThat(hosts("x@a.example"))
                .containsExactly(
                        "198.51.100.9 198.51.100.9 2525",
                        "2001:db8::9 2001:db8:0:0:0:0:0:9 26",
                        "2001:db8::8 2001:db8:0:0:0:0:0:8 0",
                        "mx2.zone.example 198.51.100.12 587");
    }

    @Test
    void reads_a_port_after_a_doubled_colon() throws ExpansionException, ConfigException {
        settings.set(ManualRouteDriver.ROUTE_LIST, "* 198.51.100.9::2525");

        assertThat(hosts("x@a.example")).containsExactly("198.51.100.9 198.51.100.9 2525");
    }

    @Test
    void finds_the_mail_exchangers_of_a_name() throws ExpansionException, ConfigException {
        settings.set(ManualRouteDriver.ROUTE_LIST, "* zone.example/mx ipv4_only");

        assertThat(hosts("x@a.example")).containsExactly("mx1.zone.example 198.51.100.11 0");
    }

    @Test
    void finds_names_in_the_hosts_file() throws ExpansionException, ConfigException, IOException {
        Files.writeString(directory.resolve("hosts"), "# comment\n192.0.2.77 inside Inside.Example # more\n");
        settings.set(ManualRouteDriver.ROUTE_LIST, "* inside.example byname");

        assertThat(hosts("x@a.example")).containsExactly("inside.example 192.0.2.77 0");
    }

    @Test
    void defers_when_dns_gives_no_answer() throws ExpansionException, ConfigException {
        dns.timeout("mx2.zone.example");
        settings.set(ManualRouteDriver.ROUTE_LIST, "* mx2.zone.example")
                .set(ManualRouteDriver.HOST_FIND_FAILED, "fail");

        assertThat(route("x@a.example")).isInstanceOf(Result.Defer.class);
    }

    @Test
    void does_with_a_host_that_does_not_exist_what_host_find_failed_says() throws ExpansionException, ConfigException {
        settings.set(ManualRouteDriver.ROUTE_LIST, "* nosuch.zone.example");
        String reason = "lookup of host \"nosuch.zone.example\" failed in smarthost router";

        assertThat(route("x@a.example")).isEqualTo(new Result.Freeze(reason));
        assertThat(with("defer")).isEqualTo(new Result.Defer(reason));
        assertThat(with("fail")).isEqualTo(new Result.Fail(reason));
        assertThat(with("decline")).isEqualTo(new Result.Decline());
        assertThat(with("pass")).isEqualTo(new Result.Pass());
        assertThat(with("ignore"))
                .isEqualTo(new Result.Defer("lookup failed for all hosts in smarthost router:"
                        + " host_find_failed=ignore host_all_ignored=defer"));
    }

    private Result with(String hostFindFailed) throws ExpansionException, ConfigException {
        settings.set(ManualRouteDriver.HOST_FIND_FAILED, hostFindFailed);
        return route("x@a.example");
    }

    @Test
    void leaves_out_a_missing_host_when_it_is_ignored() throws ExpansionException, ConfigException {
        settings.set(ManualRouteDriver.ROUTE_LIST, "* \"nosuch.zone.example : mx2.zone.example\"")
                .set(ManualRouteDriver.HOST_FIND_FAILED, "ignore");

        assertThat(hosts("x@a.example")).containsExactly("mx2.zone.example 198.51.100.12 0");
    }

    @Test
    void shuffles_the_hosts_of_a_group_only() throws ExpansionException, ConfigException {
        settings.set(ManualRouteDriver.ROUTE_LIST, "* \"192.0.2.1 : 192.0.2.2 : 192.0.2.3 : + : 192.0.2.9\" randomize");

        List<String> hosts = hosts("x@a.example");

        assertThat(hosts).hasSize(4).endsWith("192.0.2.9 192.0.2.9 0");
        assertThat(hosts.subList(0, 3))
                .containsExactlyInAnyOrder("192.0.2.1 192.0.2.1 0", "192.0.2.2 192.0.2.2 0", "192.0.2.3 192.0.2.3 0");
    }

    @Test
    void defers_when_there_are_no_hosts_to_be_looked_up() throws ExpansionException, ConfigException {
        settings.set(ManualRouteDriver.ROUTE_LIST, "*");

        assertThat(route("x@a.example"))
                .isEqualTo(new Result.Defer("error in smarthost router: no host(s) specified for domain a.example"));
    }

    @Test
    void ends_its_list_before_this_host() throws ExpansionException, ConfigException {
        settings.set(ManualRouteDriver.ROUTE_LIST, "* \"192.0.2.1 : 192.0.2.77 : 192.0.2.3\"");

        assertThat(hosts("x@a.example")).containsExactly("192.0.2.1 192.0.2.1 0");
    }

    @Test
    void leaves_its_list_whole_with_self_send() throws ExpansionException, ConfigException {
        settings.set(ManualRouteDriver.ROUTE_LIST, "* \"192.0.2.1 : 192.0.2.77\"")
                .set(RouterOptions.SELF, "send");

        assertThat(hosts("x@a.example")).containsExactly("192.0.2.1 192.0.2.1 0", "192.0.2.77 192.0.2.77 0");
    }

    @Test
    void expands_route_data_for_each_recipient() throws ExpansionException, ConfigException {
        settings.set(ManualRouteDriver.ROUTE_DATA, "198.51.100.7 other");

        assertThat(hosts("x@a.example")).containsExactly("198.51.100.7 198.51.100.7 0");
        assertThat(((Result.Accept) route("x@a.example")).transport()).isEqualTo(Optional.of("other"));
    }

    @Test
    void declines_empty_route_data() throws ExpansionException, ConfigException {
        settings.set(ManualRouteDriver.ROUTE_DATA, "");

        assertThat(route("x@a.example")).isEqualTo(new Result.Decline());
    }

    @Test
    void defers_on_unknown_words_in_route_data() throws ExpansionException, ConfigException {
        settings.set(ManualRouteDriver.ROUTE_DATA, "198.51.100.7 randomize=no");

        assertThat(route("x@a.example"))
                .isEqualTo(
                        new Result.Defer("error in router: unknown routing option or transport name \"randomize=no\""));
    }

    @Test
    void defers_on_unknown_words_in_route_list() throws ExpansionException, ConfigException {
        settings.set(ManualRouteDriver.ROUTE_LIST, "* 198.51.100.7 randomize=no");

        assertThat(route("x@a.example"))
                .isEqualTo(
                        new Result.Defer("error in router: unknown routing option or transport name \"randomize=no\""));
    }

    @Test
    void needs_either_route_list_or_route_data() {
        assertThatThrownBy(() -> route("x@a.example"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("route_list or route_data (but not both) must be set");
    }
}
