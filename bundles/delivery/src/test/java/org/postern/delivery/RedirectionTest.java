package org.postern.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.mail.Address;
import org.postern.spi.Router;
import org.postern.spi.Router.Child;
import org.postern.spi.Router.Result;

/// What becomes of addresses that a router redirects.
final class RedirectionTest {
    private static final Router ACCEPT = (_, _) -> new Result.Accept(Optional.empty(), List.of());

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
}
