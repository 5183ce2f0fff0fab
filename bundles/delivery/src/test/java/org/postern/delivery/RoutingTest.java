package org.postern.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postern.api.Text;
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
}
