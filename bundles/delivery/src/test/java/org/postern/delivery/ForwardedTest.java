package org.postern.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.mail.Address;
import org.postern.core.MailContext;
import org.postern.spi.Router;
import org.postern.spi.Router.Child;
import org.postern.spi.Router.Result;
import org.postern.spi.Transport.Problem;
import org.postern.spi.Transport.Status;

/// What becomes of recipients to whom a message leaves with another return path.
final class ForwardedTest {
    private static final Router ACCEPT = (_, _) -> new Result.Accept(Optional.empty(), List.of());

    private final FakeTransport maildir = new FakeTransport().max(10);
    private final FakePolicy policy =
            new FakePolicy().transport("maildir", maildir).retry(MailServer.defaultRule());

    private static Child forwarded(Child child) {
        return new Child.Forwarded(child, MailServer.address("x=a@here.example"), "X");
    }

    private static Child to(String address) {
        return new Child.ToAddress(MailServer.address(address), Optional.empty());
    }

    private static Router redirect(Child... children) {
        return (_, _) -> new Result.Redirect(List.of(children));
    }

    private MailServer receive(String... recipients) {
        return new MailServer(policy).receive("m1", "a@there.example", recipients);
    }

    private List<String> returnPaths() {
        return maildir.runs().stream()
                .map(run -> run.returnPath() + " > " + run.recipients())
                .toList();
    }

    @Test
    void the_message_leaves_with_the_other_return_path_which_the_log_shows() {
        policy.router("aliases", redirect(forwarded(to("bob@there.example"))), "local_parts=list")
                .router("all", ACCEPT, "transport=maildir");

        MailServer server = receive("list@here.example");

        assertThat(returnPaths()).containsExactly("x=a@here.example > [bob@there.example]");
        assertThat(server.lines("m1"))
                .contains("=> bob <list@here.example> X=<x=a@here.example> R=all T=maildir", "Completed");
    }

    @Test
    void recipients_with_another_sender_share_no_batch() {
        policy.router(
                        "aliases",
                        redirect(forwarded(to("bob@there.example")), to("carol@there.example")),
                        "local_parts=list")
                .router("all", ACCEPT, "transport=maildir");

        receive("list@here.example");

        assertThat(returnPaths())
                .containsExactlyInAnyOrder(
                        "x=a@here.example > [bob@there.example]", "a@there.example > [carol@there.example]");
    }

    @Test
    void what_is_made_of_the_recipient_leaves_so_too() {
        policy.router("aliases", redirect(forwarded(to("next@here.example"))), "local_parts=list")
                .router("next", redirect(new Child.Silent(to("bob@there.example"))), "local_parts=next")
                .router("all", ACCEPT, "transport=maildir");

        receive("list@here.example");

        assertThat(returnPaths()).containsExactly("x=a@here.example > [bob@there.example]");
    }

    @Test
    void so_does_what_goes_to_a_pipe() {
        policy.router("aliases", redirect(forwarded(new Child.ToTransport("maildir", Text.trusted("|/bin/cat")))));

        receive("list@here.example");

        assertThat(returnPaths()).containsExactly("x=a@here.example > [list@here.example]");
    }

    @Test
    void the_copy_of_an_unseen_router_keeps_the_sender() {
        policy.router(
                        "aliases",
                        (_, _) -> new Result.Redirect(List.of(forwarded(to("bob@there.example"))), true),
                        "local_parts=list")
                .router("all", ACCEPT, "transport=maildir");

        receive("list@here.example");

        assertThat(returnPaths())
                .containsExactlyInAnyOrder(
                        "x=a@here.example > [bob@there.example]", "a@there.example > [list@here.example]");
    }

    @Test
    void where_errors_go_is_the_return_path_all_the_same() {
        policy.router(
                        "aliases",
                        redirect(forwarded(to("bob@there.example"))),
                        "local_parts=list",
                        "errors_to=owner@here.example")
                .router("all", ACCEPT, "transport=maildir");

        receive("list@here.example");

        assertThat(returnPaths()).containsExactly("owner@here.example > [bob@there.example]");
    }

    @Test
    void a_bounce_of_our_own_goes_to_the_sender() {
        maildir.status("bob@there.example", new Status.Failed(Problem.local("no")));
        policy.router("aliases", redirect(forwarded(to("bob@there.example"))), "local_parts=list")
                .router("all", ACCEPT, "transport=maildir");

        MailServer server = receive("list@here.example");

        assertThat(server.spool().bounces())
                .singleElement()
                .satisfies(bounce -> assertThat(
                                bounce.envelope().recipients().getFirst().address())
                        .isEqualTo(MailServer.address("a@there.example")));
    }

    @Test
    void verification_follows_it_as_any_other() throws ExpansionException {
        policy.router("aliases", redirect(forwarded(to("gone@here.example"))), "local_parts=old")
                .router("all", ACCEPT, "local_parts=bob");
        MailServer server = new MailServer(policy);
        Address old = MailServer.address("old@here.example");

        assertThat(server.mailer().verify(old, policy, MailContext.of(policy, server::now, (_, _, _) -> {})))
                .hasToString("Failed[reason=Unrouteable address]");
    }
}
