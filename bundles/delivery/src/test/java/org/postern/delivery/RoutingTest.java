package org.postern.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.mail.Address;
import org.postern.api.mail.Host;
import org.postern.spi.Router;
import org.postern.spi.Router.Child;
import org.postern.spi.Router.Result;

/// Which routers get an address, and what becomes of it.
final class RoutingTest {
    private static final Router ACCEPT = (_, _) -> new Result.Accept(Optional.empty(), List.of());
    private static final Router DECLINE = (_, _) -> new Result.Decline();

    private final FakeTransport maildir = new FakeTransport();
    private final FakePolicy policy =
            new FakePolicy().transport("maildir", maildir).retry(MailServer.defaultRule());
    private final List<String> asked = new ArrayList<>();

    private Router noting(String name, Router router) {
        return (recipient, context) -> {
            asked.add(name + " " + recipient.address());
            return router.route(recipient, context);
        };
    }

    private static Router redirect(String... addresses) {
        return (_, _) -> new Result.Redirect(Arrays.stream(addresses)
                .<Child>map(address -> new Child.ToAddress(MailServer.address(address), Optional.empty()))
                .toList());
    }

    private MailServer receive(String... recipients) {
        return new MailServer(policy).receive("m1", "a@there.example", recipients);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "domains=here.example                   | yes",
                "domains=there.example                  | no",
                "domains={defer}                        | defer",
                "local_parts=bob                        | yes",
                "local_parts=alice                      | no",
                "senders=a@there.example                | yes",
                "senders=x@there.example                | no",
                "condition=yes                          | yes",
                "condition=17                           | yes",
                "condition=no                           | no",
                "condition=false                        | no",
                "condition=0                            | no",
                "condition={fail}                       | no",
                "condition={defer}                      | defer",
                "verify_only=yes                        | no",
                "verify=no                              | yes",
                "local_part_prefix=owner-               | no",
                "local_part_prefix=B                    | yes",
                "local_part_suffix=-request             | no",
                "local_part_suffix=b                    | yes",
            })
    void a_router_runs_only_if_its_preconditions_hold(String option, String runs) {
        policy.router("first", noting("first", ACCEPT), "transport=maildir", option)
                .router("bounces", ACCEPT, "transport=maildir", "domains=there.example");

        MailServer server = receive("bob@here.example");

        assertThat(asked.contains("first bob@here.example")
                        || asked.contains("first ob@here.example")
                        || asked.contains("first bo@here.example"))
                .isEqualTo(runs.equals("yes"));
        assertThat(server.spool().isCompleted("m1")).isEqualTo(!runs.equals("defer"));
    }

    @Test
    void preconditions_are_tested_in_the_order_of_the_manual() {
        policy.router("first", ACCEPT, "domains=there.example", "local_parts={defer}")
                .router("second", ACCEPT, "domains=here.example", "local_parts=x", "senders={defer}")
                .router("third", ACCEPT, "senders=x@x.example", "condition={defer}", "transport=maildir");

        assertThat(receive("bob@here.example").lines("m1")).startsWith("** bob@here.example: Unrouteable address");
    }

    @Test
    void an_address_that_no_router_takes_is_unrouteable() {
        policy.router("first", DECLINE).router("last", DECLINE, "cannot_route_message=nobody called ${local_part}");

        assertThat(receive("Bob@here.example").lines("m1")).first().isEqualTo("** Bob@here.example: nobody called bob");
    }

    @Test
    void the_reason_of_a_router_that_declined_is_given_to_the_sender() {
        policy.router("first", (_, _) -> new Result.Decline("all relevant MX records point to non-existent hosts"));

        assertThat(receive("bob@here.example").lines("m1"))
                .first()
                .isEqualTo("** bob@here.example: all relevant MX records point to non-existent hosts");
    }

    @Test
    void a_router_without_more_is_the_last_if_it_declines() {
        policy.router("first", DECLINE, "more=no", "cannot_route_message=stop")
                .router("second", ACCEPT, "transport=maildir");

        assertThat(receive("bob@here.example").lines("m1")).first().isEqualTo("** bob@here.example: stop");
    }

    @Test
    void more_does_not_matter_for_a_router_whose_preconditions_fail_or_that_passes() {
        policy.router("first", DECLINE, "more=no", "domains=x.example")
                .router("second", (_, _) -> new Result.Pass(), "more=no", "pass_router=last")
                .router("third", noting("third", DECLINE))
                .router("last", ACCEPT, "transport=maildir");

        receive("bob@here.example");

        assertThat(maildir.delivered()).containsExactly("bob@here.example");
        assertThat(asked).isEmpty();
    }

    @Test
    void address_data_that_is_forced_to_fail_makes_the_router_decline() {
        policy.router("first", noting("first", ACCEPT), "address_data={fail}")
                .router("second", ACCEPT, "transport=maildir");

        receive("bob@here.example");

        assertThat(asked).isEmpty();
        assertThat(maildir.delivered()).containsExactly("bob@here.example");
    }

    @Test
    void a_router_sees_the_local_part_without_affixes_and_its_facts() {
        List<Optional<Text>> facts = new ArrayList<>();
        policy.router(
                "lists",
                (recipient, _) -> {
                    asked.add(recipient.address().toString());
                    for (String fact : List.of(
                            "local_part",
                            "local_part_prefix",
                            "local_part_suffix",
                            "local_part_suffix_v",
                            "domain_data",
                            "address_data")) {
                        facts.add(recipient.fact(fact));
                    }
                    return new Result.Accept(Optional.empty(), List.of());
                },
                "transport=maildir",
                "local_part_prefix=real-",
                "local_part_suffix=+*",
                "domains=here.example",
                "address_data=data of ${local_part}");

        receive("Real-Bob+Inbox@here.example");

        assertThat(asked).containsExactly("Bob@here.example");
        assertThat(facts.stream().map(fact -> fact.map(Text::value).orElse("-")))
                .containsExactly("bob", "Real-", "+Inbox", "Inbox", "here.example", "data of bob");
    }

    @Test
    void a_caseful_router_sees_the_local_part_as_it_came() {
        policy.router("local", ACCEPT, "transport=maildir", "caseful_local_part=yes", "local_parts=bob")
                .router("other", ACCEPT, "transport=maildir", "caseful_local_part=yes", "local_parts=Bob");

        assertThat(receive("Bob@here.example").lines("m1")).first().asString().contains("R=other");
    }

    @Test
    void the_transport_gets_user_group_directory_and_fallback_hosts_of_the_router() {
        List<String> seen = new ArrayList<>();
        policy.transport("pipe", delivery -> {
                    seen.add(delivery.identity().uid() + ":"
                            + delivery.identity().gid() + " " + delivery.directory() + " "
                            + delivery.fallbackHosts().orElse("none"));
                    return Map.of();
                })
                .router(
                        "local",
                        ACCEPT,
                        "transport=pipe",
                        "user=1234",
                        "group=5678",
                        "transport_current_directory=/work",
                        "fallback_hosts=a.example : b.example");

        receive("bob@here.example");

        assertThat(seen).containsExactly("1234:5678 /work a.example : b.example");
    }

    @Test
    void the_log_says_nothing_of_addresses_of_a_router_without_logging() {
        policy.router("local", ACCEPT, "transport=maildir", "disable_logging=yes");

        assertThat(receive("bob@here.example").lines("m1")).containsExactly("Completed");
        assertThat(maildir.delivered()).containsExactly("bob@here.example");
    }

    @Test
    void whole_addresses_are_logged_where_a_router_does_not_log_as_local() {
        policy.router("local", ACCEPT, "transport=maildir", "log_as_local=no");

        assertThat(receive("bob@here.example").lines("m1")).contains("=> bob@here.example R=local T=maildir");
    }

    @Test
    void an_address_with_a_percent_sign_is_routed_as_another() {
        policy.main("percent_hack_domains", "here.example").router("local", ACCEPT, "transport=maildir");

        receive("bob%there.example@here.example");

        assertThat(maildir.delivered()).containsExactly("bob@there.example");
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

    @Test
    void redirected_addresses_are_routed_and_duplicates_dropped() {
        policy.router("aliases", redirect("bob@here.example", "carol", "bob@here.example"), "local_parts=team")
                .router("local", ACCEPT, "transport=maildir");

        MailServer server = receive("team@here.example", "bob@here.example");

        assertThat(maildir.delivered()).containsExactlyInAnyOrder("bob@here.example", "carol@here.example");
        assertThat(server.lines("m1")).contains("=> carol <team@here.example> R=local T=maildir");
        assertThat(server.spool().isCompleted("m1")).isTrue();
    }

    @Test
    void an_address_that_is_redirected_to_itself_is_delivered_by_a_later_router() {
        policy.router(
                        "forward",
                        noting("forward", redirect("bob@here.example", "archive@here.example")),
                        "local_parts=bob")
                .router("local", ACCEPT, "transport=maildir");

        receive("bob@here.example");

        assertThat(maildir.delivered()).containsExactlyInAnyOrder("bob@here.example", "archive@here.example");
        assertThat(asked).hasSize(1);
    }

    @Test
    void a_loop_of_two_aliases_ends() {
        policy.router("a", redirect("b@here.example"), "local_parts=a")
                .router("b", redirect("a@here.example"), "local_parts=b");

        assertThat(receive("a@here.example").lines("m1").getFirst()).contains("Unrouteable address");
    }

    @Test
    void redirection_that_makes_new_addresses_for_ever_is_deferred() {
        policy.router(
                "grow",
                (recipient, _) -> new Result.Redirect(List.of(new Child.ToAddress(
                        recipient.address().withLocalPart(recipient.address().localPart() + "x"), Optional.empty()))));

        assertThat(receive("a@here.example").lines("m1").getFirst()).contains("routing loop for");
    }

    @Test
    void redirection_to_too_many_addresses_is_deferred() {
        policy.main("redirect_max_addresses", "2")
                .router("many", redirect("b@x.example", "c@x.example", "d@x.example"));

        assertThat(receive("a@here.example").lines("m1").getFirst()).contains("redirect_max_addresses");
    }

    @Test
    void a_redirection_to_nobody_drops_the_message() {
        policy.router("drop", redirect());

        MailServer server = receive("bob@here.example");

        assertThat(server.lines("m1")).containsExactly("=> :blackhole: <bob@here.example> R=drop", "Completed");
    }

    @Test
    void an_unseen_router_leaves_a_copy_for_the_next() {
        policy.router("copy", ACCEPT, "transport=archive", "unseen=yes")
                .router("local", ACCEPT, "transport=maildir")
                .transport("archive", new FakeTransport());

        MailServer server = receive("bob@here.example");

        assertThat(server.lines("m1"))
                .containsExactlyInAnyOrder(
                        "=> bob <bob@here.example> R=copy T=archive",
                        "=> bob <bob@here.example> R=local T=maildir",
                        "Completed");
    }

    @Test
    void a_pipe_goes_to_its_transport_without_routing() {
        FakeTransport pipe = new FakeTransport();
        policy.router(
                        "aliases",
                        (_, _) -> new Result.Redirect(
                                List.of(new Child.ToTransport("address_pipe", Text.trusted("|/usr/bin/filter")))))
                .transport("address_pipe", pipe);

        MailServer server = receive("bob@here.example");

        assertThat(pipe.runs()).hasSize(1);
        assertThat(server.lines("m1").getFirst())
                .isEqualTo("=> |/usr/bin/filter <bob@here.example> R=aliases T=address_pipe");
    }

    @Test
    void errors_to_becomes_the_return_path_if_it_can_be_verified() {
        policy.router("bad", ACCEPT, "transport=maildir", "local_parts=x", "errors_to=nobody@there.example")
                .router("local", ACCEPT, "transport=maildir", "domains=here.example", "errors_to=owner@here.example");

        receive("bob@here.example", "x@here.example");

        assertThat(maildir.runs())
                .extracting(FakeTransport.Run::returnPath)
                .containsExactlyInAnyOrder("owner@here.example", "a@there.example");
    }

    @Test
    void headers_of_routers_and_transports_are_added_and_removed() {
        policy.router(
                        "aliases",
                        redirect("bob@here.example"),
                        "local_parts=team",
                        "headers_add=X-List: team",
                        "headers_remove=X-Secret : Received*")
                .router("local", ACCEPT, "transport=tagged", "headers_add=X-Local: yes\nX-Two: 2\n more")
                .transport(
                        "tagged",
                        maildir,
                        "headers_add=X-Transport: ${local_part}",
                        "return_path_add=yes",
                        "envelope_to_add=yes",
                        "delivery_date_add=yes");
        MailServer server = new MailServer(policy);

        server.receive(
                server.envelope("m1", "a@there.example", "team@here.example"),
                "Received: x\nX-Secret: s\nSubject: t",
                "");

        assertThat(maildir.runs().getFirst().header().replace("\r\n", "\n")).isEqualTo("""
                Return-path: <a@there.example>
                Envelope-to: team@here.example
                Delivery-date: Sun, 01 Mar 2026 12:00:00 +0000
                Subject: t
                X-List: team
                X-Local: yes
                X-Two: 2
                 more
                X-Transport: bob
                """);
    }

    @Test
    void a_transport_may_set_the_return_path() {
        policy.router("local", ACCEPT, "transport=verp")
                .transport("verp", maildir, "return_path=verp-${local_part}=${return_path}");

        receive("bob@here.example");

        assertThat(maildir.runs().getFirst().returnPath()).isEqualTo("verp-bob=a@there.example");
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
    void a_router_that_throws_defers_its_own_mail_and_is_named() {
        policy.router(
                        "broken",
                        (_, _) -> {
                            throw new IllegalStateException("bug");
                        },
                        "local_parts=bob")
                .router(
                        "missing",
                        (_, _) -> {
                            throw new NoClassDefFoundError("gone");
                        },
                        "local_parts=dan")
                .router("local", ACCEPT, "transport=maildir");

        MailServer server = receive("bob@here.example", "carol@here.example", "dan@here.example");

        assertThat(maildir.delivered()).containsExactly("carol@here.example");
        assertThat(server.lines("m1")).anyMatch(line -> line.startsWith("PANIC router broken for bob@here.example"));
        assertThat(server.mailer().deferred()).isEqualTo(1);
        assertThat(server.leases()).isZero();
    }

    @Test
    void a_configuration_without_the_transport_defers() {
        policy.router("local", ACCEPT, "transport=nowhere");

        assertThat(receive("bob@here.example").lines("m1"))
                .containsExactly(
                        "== bob@here.example R=local defer (-1): transport \"nowhere\" not found in local router");
    }

    @Test
    void verification_follows_a_single_redirection() throws ExpansionException {
        policy.router("aliases", redirect("gone@here.example"), "local_parts=old")
                .router("skipped", ACCEPT, "verify=no")
                .router("local", ACCEPT, "local_parts=bob");
        MailServer server = new MailServer(policy);

        assertThat(verify(server, "bob@here.example")).isEqualTo("Ok[]");
        assertThat(verify(server, "old@here.example")).isEqualTo("Failed[reason=Unrouteable address]");
    }

    private String verify(MailServer server, String address) {
        Address parsed = MailServer.address(address);
        return server.mailer()
                .verify(parsed, policy, org.postern.core.MailContext.of(policy, server::now, (_, _, _) -> {}))
                .toString();
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
