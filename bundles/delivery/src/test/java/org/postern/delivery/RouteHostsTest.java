package org.postern.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postern.api.mail.Host;
import org.postern.spi.Router;
import org.postern.spi.Router.Result;

/// What becomes of the hosts that a router finds.
final class RouteHostsTest {
    private static final Router ACCEPT = (_, _) -> new Result.Accept(Optional.empty(), List.of());

    private final FakeTransport maildir = new FakeTransport();
    private final FakePolicy policy =
            new FakePolicy().transport("maildir", maildir).retry(MailServer.defaultRule());

    private MailServer receive(String... recipients) {
        return new MailServer(policy).receive("m1", "a@there.example", recipients);
    }

    @Test
    void hosts_are_looked_up_for_remote_transports_only() {
        policy.router(
                "manual",
                (_, _) -> new Result.Lookup(Optional.empty(), "a.example", () -> new Result.Fail("looked up")),
                "transport=maildir");

        receive("bob@here.example");

        assertThat(maildir.runs())
                .singleElement()
                .satisfies(run -> assertThat(run.hosts()).containsExactly(Host.named("a.example")));
    }

    @ParameterizedTest
    @CsvSource({
        "freeze, Frozen",
        "defer, == bob@here.example R=mx defer (-1): remote host address is the local host",
        "fail, ** bob@here.example: remote host address is the local host",
        "send, => bob@here.example R=mx T=maildir H=self [127.0.0.1] C=\"250 OK\"",
        "pass, => bob <bob@here.example> R=local T=maildir",
        "reroute: other.example, => bob <bob@here.example> R=local T=maildir",
    })
    void a_route_to_this_host_is_dealt_with_as_self_says(String self, String line) {
        Host host = Host.of("self", InetAddress.ofLiteral("127.0.0.1"));
        policy.router(
                        "mx",
                        (_, _) -> new Result.Accept(Optional.of("maildir"), List.of(host)),
                        "self=" + self,
                        "domains=here.example")
                .router("local", ACCEPT, "transport=maildir");

        assertThat(receive("bob@here.example").lines("m1")).contains(line);
    }

    @Test
    void hosts_that_are_not_nearer_than_this_one_are_not_used() {
        List<Host> hosts = List.of(
                new Host("near", Optional.of(InetAddress.ofLiteral("203.0.113.1")), 0, 5, false),
                new Host("same", Optional.of(InetAddress.ofLiteral("203.0.113.2")), 0, 10, false),
                new Host("self", Optional.of(InetAddress.ofLiteral("127.0.0.1")), 0, 10, false),
                new Host("far", Optional.of(InetAddress.ofLiteral("203.0.113.3")), 0, 20, false));
        policy.router("mx", (_, _) -> new Result.Accept(Optional.of("maildir"), hosts));

        receive("bob@here.example");

        assertThat(maildir.runs().getFirst().hosts()).extracting(Host::name).containsExactly("near");
    }

    @Test
    void ignored_target_hosts_are_left_out_and_without_any_the_router_declines() {
        List<Host> hosts = List.of(
                Host.of("one", InetAddress.ofLiteral("203.0.113.1")),
                Host.of("two", InetAddress.ofLiteral("203.0.113.2")));
        policy.router(
                        "none",
                        (_, _) -> new Result.Accept(Optional.of("maildir"), hosts),
                        "ignore_target_hosts=203.0.113.1 : 203.0.113.2")
                .router(
                        "mx",
                        (_, _) -> new Result.Accept(Optional.of("maildir"), hosts),
                        "ignore_target_hosts=203.0.113.1");

        MailServer server = receive("bob@here.example");

        assertThat(maildir.runs().getFirst().hosts()).extracting(Host::name).containsExactly("two");
        assertThat(server.lines("m1").getFirst()).contains("R=mx");
    }

    @Test
    void recipients_with_the_same_route_share_a_batch_up_to_the_limit_of_the_transport() {
        Host host = Host.named("mx.there.example");
        FakeTransport smtp = new FakeTransport().max(2);
        policy.router(
                        "vip",
                        (_, _) -> new Result.Accept(Optional.of("smtp"), List.of(host)),
                        "local_parts=v",
                        "headers_add=X-Vip: yes")
                .router("out", (_, _) -> new Result.Accept(Optional.of("smtp"), List.of(host)))
                .transport("smtp", smtp);

        receive("b@x.example", "v@x.example", "c@y.example", "d@x.example");

        assertThat(smtp.runs())
                .extracting(FakeTransport.Run::recipients)
                .containsExactlyInAnyOrder(
                        List.of("b@x.example", "c@y.example"), List.of("v@x.example"), List.of("d@x.example"));
    }
}
