package org.postern.smtpout;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postern.api.ExpansionException;
import org.postern.api.config.ConfigException;
import org.postern.api.mail.Host;
import org.postern.spi.Transport.Status;
import org.postern.testkit.TestDelivery;

/// Which hosts are tried, in which order.
class HostsTest extends SmtpFixture {
    @Test
    void tries_the_next_host_when_the_first_cannot_be_reached() throws Exception {
        int nobody;
        try (ServerSocket unused = new ServerSocket(0)) {
            nobody = unused.getLocalPort();
        }
        try (FakeServer server = FakeServer.playing(HELLO + MESSAGE)) {
            TestDelivery delivery =
                    mail().via(FakeServer.host("dead.example.org", nobody)).via(server.host());
            assertThat(deliver(delivery).getFirst()).isInstanceOf(Status.Delivered.class);
            assertThat(delivery.deferredHosts()).containsExactly("dead.example.org: Connection refused");
        }
    }

    @Test
    void tries_the_next_host_after_trouble_with_host_or_message_but_not_with_recipients() throws Exception {
        String busy = "S: 421 busy\n";
        String full = HELLO + "C: MAIL FROM:<sender@example.com>\nS: 452 full\nC: RSET\nS: 250 ok\n";
        try (FakeServer first = FakeServer.playing(busy);
                FakeServer second = FakeServer.playing(full);
                FakeServer third = FakeServer.playing(HELLO + MESSAGE)) {
            TestDelivery delivery = mail().via(first.host()).via(second.host()).via(third.host());
            assertThat(deliver(delivery).getFirst()).isInstanceOf(Status.Delivered.class);
            assertThat(delivery.deferredHosts()).hasSize(1).first().asString().contains("421 busy");
        }
        String grey = HELLO + MAIL + "C: RCPT TO:<user@example.org>\nS: 450 grey\nC: RSET\nS: 250 ok\n";
        try (FakeServer first = FakeServer.playing(grey);
                FakeServer second = FakeServer.playing()) {
            assertDeferred(deliver(mail().via(first.host()).via(second.host())).getFirst(), false, "450 grey");
            assertThat(second.connections()).isZero();
        }
    }

    @Test
    void a_host_that_takes_no_mail_fails_the_message_only_if_no_other_host_is_left() throws Exception {
        try (FakeServer first = FakeServer.playing("S: 421 busy\n");
                FakeServer second = FakeServer.playing("S: 554 no mail here\n")) {
            assertDeferred(deliver(mail().via(first.host()).via(second.host())).getFirst(), true, "421 busy");
        }
        try (FakeServer first = FakeServer.playing("S: 554 no mail here\n");
                FakeServer second = FakeServer.playing("S: 421 busy\n")) {
            assertDeferred(deliver(mail().via(first.host()).via(second.host())).getFirst(), true, "421 busy");
        }
    }

    @Test
    void tries_no_more_hosts_than_allowed() throws Exception {
        settings.set(SmtpOptions.HOSTS_MAX_TRY, "1");
        try (FakeServer first = FakeServer.playing("S: 421 busy\n");
                FakeServer second = FakeServer.playing()) {
            assertDeferred(deliver(mail().via(first.host()).via(second.host())).getFirst(), true, "421 busy");
            assertThat(second.connections()).isZero();
        }
    }

    @Test
    void tries_the_fallback_hosts_last() throws Exception {
        try (FakeServer first = FakeServer.playing("S: 421 busy\n");
                FakeServer second = FakeServer.playing(HELLO + MESSAGE)) {
            settings.set(SmtpOptions.FALLBACK_HOSTS, "<; [127.0.0.1]:" + second.port())
                    .set(SmtpOptions.ALLOW_LOCALHOST, "true");
            assertThat(deliver(mail().via(first.host())).getFirst()).isInstanceOf(Status.Delivered.class);
        }
    }

    @Test
    void defers_a_host_whose_addresses_are_not_secure_where_they_must_be() throws Exception {
        settings.set(SmtpOptions.HOSTS, "mx.example.org")
                .set(SmtpOptions.DNSSEC_REQUIRE_DOMAINS, "*.example.org")
                .set(SmtpOptions.ALLOW_LOCALHOST, "true");
        dns.address("mx.example.org", "127.0.0.1");
        assertDeferred(deliver(mail()).getFirst(), true, "host lookup for mx.example.org done insecurely");
    }

    @Test
    void a_host_of_its_own_is_secure_if_its_addresses_are() throws Exception {
        dns.address("mx.example.org", "127.0.0.1").secure("example.org");
        HostResolver resolver = new HostResolver(dns, MACHINE, false);
        Host given = new Host("mx.example.org", Optional.empty(), 0, -1, true);
        assertThat(resolver.resolve(given, new HostResolver.Dnssec(true, true))).allMatch(Host::secure);
        assertThat(resolver.resolve(given, new HostResolver.Dnssec(false, false)))
                .noneMatch(Host::secure);
    }

    @Test
    void looks_its_own_hosts_up() throws Exception {
        try (FakeServer server = FakeServer.playing(HELLO + MESSAGE, HELLO + MESSAGE)) {
            settings.set(SmtpOptions.HOSTS, "mx.example.org")
                    .set(SmtpOptions.PORT, String.valueOf(server.port()))
                    .set(SmtpOptions.ALLOW_LOCALHOST, "true")
                    .set(SmtpOptions.CONNECTION_IDLE_TIMEOUT, "0s");
            dns.address("mx.example.org", "127.0.0.1");
            assertThat(deliver(mail()).getFirst()).isInstanceOf(Status.Delivered.class);
            settings.set(SmtpOptions.HOSTS_OVERRIDE, "true");
            assertThat(deliver(mail().via(Host.named("ignored.example.org"))).getFirst())
                    .isInstanceOf(Status.Delivered.class);
            assertThat(server.faults()).isEmpty();
        }
    }

    @Test
    void defers_when_a_host_has_no_address_or_dns_gives_no_answer() throws Exception {
        settings.set(SmtpOptions.HOSTS, "mx.example.org");
        assertDeferred(deliver(mail()).getFirst(), true, "no address found for host mx.example.org");
        dns.servfail("mx.example.org");
        assertDeferred(deliver(mail()).getFirst(), true, "lookup of host mx.example.org gave no answer");
    }

    @Test
    void never_loops_to_itself_by_its_own_hosts() throws Exception {
        settings.set(SmtpOptions.HOSTS, "127.0.0.1 : 192.0.2.9 : localhost");
        assertThat(deliver(mail()).getFirst().toString())
                .contains("Deferred", "is this machine itself, and allow_localhost is not set");
    }

    @Test
    void defers_without_any_host_and_with_nonsense_in_its_options() throws Exception {
        assertThat(deliver(mail()).getFirst().toString()).contains("Deferred", "no host to deliver to");
        settings.set(SmtpOptions.HOSTS, "<; mx.example.org:nonsense");
        assertThat(deliver(mail()).getFirst().toString()).contains("Deferred", "not a host and port");
        settings.set(SmtpOptions.HOSTS, "192.0.2.1").set(SmtpOptions.PORT, "99999");
        assertThat(deliver(mail()).getFirst().toString()).contains("Deferred", "port is not a port: 99999");
        settings.set(SmtpOptions.PORT, "25").set(SmtpOptions.INTERFACE, "eth0");
        assertThat(deliver(mail()).getFirst().toString()).contains("Deferred", "interface is not an IP address: eth0");
    }

    @Test
    void connects_from_the_address_that_interface_names() throws Exception {
        settings.set(SmtpOptions.INTERFACE, "<; 2001:db8::1 ; 127.0.0.2");
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            Thread delivery = Thread.ofVirtual().start(() -> {
                try {
                    List<Status> _ = deliver(mail().via(FakeServer.host("mx.example.org", listener.getLocalPort())));
                } catch (ConfigException | IOException | ExpansionException e) {
                    throw new IllegalStateException(e);
                }
            });
            try (var socket = listener.accept()) {
                assertThat(socket.getInetAddress().getHostAddress()).isEqualTo("127.0.0.2");
            }
            delivery.join();
        }
    }
}
