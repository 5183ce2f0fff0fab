package org.postern.routers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.api.ExpansionException;
import org.postern.api.MailLog;
import org.postern.api.Text;
import org.postern.api.config.ConfigException;
import org.postern.api.mail.Address;
import org.postern.api.mail.Outbox;
import org.postern.api.mail.Outgoing;
import org.postern.spi.Router.Child;
import org.postern.spi.Router.Result;
import org.postern.testkit.TestContext;
import org.postern.testkit.TestMachine;
import org.postern.testkit.TestRecipient;
import org.postern.testkit.TestSettings;

class RedirectTest {
    @TempDir
    private Path directory;

    private final TestSettings settings = TestSettings.block("aliases");
    private final TestContext context =
            TestContext.create().variable("qualify_recipient", Text.trusted("oracle.example"));

    private Result route(TestRecipient recipient) throws ExpansionException, ConfigException {
        return new RedirectDriver(TestMachine.of()).create(settings).route(recipient, context.recipient(recipient));
    }

    private static Result broken(String target, String reason) {
        return new Result.Redirect(List.of(new Child.Broken(Text.trusted(target), reason, true)));
    }

    private Result data(String data) throws ExpansionException, ConfigException {
        settings.set(RedirectDriver.DATA, "$list");
        context.variable("list", Text.trusted(data));
        return route(TestRecipient.of("list@local.example"));
    }

    private static Result redirect(String... addresses) {
        return new Result.Redirect(List.of(addresses).stream()
                .<Child>map(address -> {
                    int at = address.lastIndexOf('@');
                    return new Child.ToAddress(
                            new Address(address.substring(0, at), address.substring(at + 1)), Optional.empty());
                })
                .toList());
    }

    private static Result error(String reason) {
        return new Result.Defer("error in redirect data: " + reason);
    }

    @Test
    void makes_an_address_of_each_item() throws ExpansionException, ConfigException {
        assertThat(data("ann@a.example, Bob <bob@b.example>\n# comment, with@comma.example\n\"c d\"@c.example (who)"))
                .isEqualTo(redirect("ann@a.example", "bob@b.example", "c d@c.example"));
    }

    @Test
    void keeps_commas_in_names_and_comments() throws ExpansionException, ConfigException {
        assertThat(data("\"Other, Ann\" <ann@a.example>, bob@b.example (one, two)"))
                .isEqualTo(redirect("ann@a.example", "bob@b.example"));
    }

    @Test
    void qualifies_an_address_without_a_domain() throws ExpansionException, ConfigException {
        assertThat(data("someone")).isEqualTo(redirect("someone@oracle.example"));
    }

    @Test
    void gives_the_incoming_domain_after_a_backslash() throws ExpansionException, ConfigException {
        assertThat(data("\\bob")).isEqualTo(redirect("bob@local.example"));
    }

    @Test
    void qualifies_with_the_option_or_the_incoming_domain() throws ExpansionException, ConfigException {
        settings.set(RedirectDriver.QUALIFY_PRESERVE_DOMAIN, "yes");
        assertThat(data("bob")).isEqualTo(redirect("bob@local.example"));

        settings.set(RedirectDriver.QUALIFY_DOMAIN, "q.example");
        assertThat(data("bob")).isEqualTo(redirect("bob@q.example"));
    }

    @Test
    void declines_an_empty_list_and_one_of_comments() throws ExpansionException, ConfigException {
        assertThat(data("")).isEqualTo(new Result.Decline());
        assertThat(data("# nothing\n  # here\n")).isEqualTo(new Result.Decline());
    }

    @Test
    void drops_mail_into_a_blackhole() throws ExpansionException, ConfigException {
        assertThat(data(":blackhole:")).isEqualTo(new Result.Redirect(List.of()));
    }

    @Test
    void fails_and_defers_where_that_is_allowed() throws ExpansionException, ConfigException {
        assertThat(data(":fail: moved, away")).isEqualTo(error("\":fail: moved, away\" is not permitted"));
        assertThat(data(":defer: later")).isEqualTo(error("\":defer: later\" is not permitted"));

        settings.set(RedirectDriver.ALLOW_FAIL, "yes").set(RedirectDriver.ALLOW_DEFER, "yes");

        assertThat(data(":fail: moved, away")).isEqualTo(new Result.Fail("moved, away"));
        assertThat(data(":defer: later")).isEqualTo(new Result.Defer("later"));
    }

    @Test
    void gives_pipes_and_files_to_their_transports() throws ExpansionException, ConfigException {
        settings.set(RedirectDriver.PIPE_TRANSPORT, "ap")
                .set(RedirectDriver.FILE_TRANSPORT, "af")
                .set(RedirectDriver.DIRECTORY_TRANSPORT, "ad");

        assertThat(data("\"|/usr/bin/procmail -f x, y\", /var/mail/file, /var/mail/dir/, |cat"))
                .isEqualTo(new Result.Redirect(List.of(
                        new Child.ToTransport("ap", Text.trusted("|/usr/bin/procmail -f x, y")),
                        new Child.ToTransport("af", Text.trusted("/var/mail/file")),
                        new Child.ToTransport("ad", Text.trusted("/var/mail/dir/")),
                        new Child.ToTransport("ap", Text.trusted("|cat")))));
    }

    @Test
    void a_pipe_without_a_transport_waits_alone() throws ExpansionException, ConfigException {
        assertThat(data("|cat"))
                .isEqualTo(new Result.Redirect(List.of(
                        new Child.Broken(Text.trusted("|cat"), "pipe_transport unset in aliases router", false))));
    }

    @Test
    void refuses_what_is_forbidden() throws ExpansionException, ConfigException {
        settings.set(RedirectDriver.FORBID_PIPE, "yes")
                .set(RedirectDriver.PIPE_TRANSPORT, "ap")
                .set(RedirectDriver.FILE_TRANSPORT, "af")
                .set(RedirectDriver.FORBID_FILE, "yes")
                .set(RedirectDriver.FORBID_INCLUDE, "yes")
                .set(RedirectDriver.FORBID_BLACKHOLE, "yes");

        assertThat(data("|cat")).isEqualTo(broken("|cat", "delivery to pipe forbidden"));
        assertThat(data("/x")).isEqualTo(broken("/x", "delivery to file forbidden"));
        assertThat(data(":include:/x")).isEqualTo(error("included files not permitted"));
        assertThat(data(":blackhole:")).isEqualTo(error("\":blackhole:\" is not permitted"));
    }

    @Test
    void takes_an_x400_address_for_an_address() throws ExpansionException, ConfigException {
        assertThat(data("/G=Ann/S=Other/@x400.example")).isEqualTo(redirect("/G=Ann/S=Other/@x400.example"));
    }

    @Test
    void defers_on_a_malformed_address() throws ExpansionException, ConfigException {
        assertThat(data("a@@b")).isEqualTo(error("domain missing or malformed in \"a@@b\""));
        assertThat(data(":unknown: x"))
                .isEqualTo(error("missing or malformed local part (expected word or \"<\") in \":unknown: x\""));
    }

    @Test
    void skips_and_logs_a_malformed_address_where_told_to() throws ExpansionException, ConfigException {
        settings.set(RedirectDriver.SKIP_SYNTAX_ERRORS, "yes");

        assertThat(data("a@@b, bob@b.example")).isEqualTo(redirect("bob@b.example"));
        assertThat(context.log().entries()).hasSize(1);
        assertThat(context.log().entries().getFirst().line()).contains("domain missing or malformed in \"a@@b\"");
    }

    @Test
    void reads_included_files() throws ExpansionException, ConfigException, IOException {
        Path inner = Files.writeString(directory.resolve("inner"), "inc2@x.example\n");
        Path outer =
                Files.writeString(directory.resolve("outer"), "inc1@x.example\n# comment\n:include:" + inner + "\n");

        assertThat(data(":include:" + outer + ", last@x.example"))
                .isEqualTo(redirect("inc1@x.example", "inc2@x.example", "last@x.example"));
    }

    @Test
    void defers_on_an_included_file_that_is_missing_or_includes_itself()
            throws ExpansionException, ConfigException, IOException {
        Path loop = directory.resolve("loop");
        Files.writeString(loop, ":include:" + loop);

        assertThat(data(":include:/nonexistent/x"))
                .isEqualTo(error("failed to open included file /nonexistent/x: No such file or directory"));
        assertThat(data(":include:" + loop)).isEqualTo(error("included files nested more than 20 deep"));
    }

    @Test
    void includes_only_from_the_include_directory() throws ExpansionException, ConfigException, IOException {
        Path allowed = Files.createDirectory(directory.resolve("allowed"));
        Path secret = Files.writeString(directory.resolve("secret"), "x@x.example");
        Files.createSymbolicLink(allowed.resolve("link"), secret);
        settings.put(RedirectDriver.INCLUDE_DIRECTORY, Optional.of(allowed.toString()));

        assertThat(data(":include:" + allowed.resolve("link"))).isInstanceOf(Result.Defer.class);
        assertThat(data(":include:" + allowed.resolve("../secret"))).isInstanceOf(Result.Defer.class);
    }

    @Test
    void does_not_include_a_file_that_a_stranger_names() throws ExpansionException, ConfigException {
        settings.set(RedirectDriver.DATA, ":include:/tmp/$list");
        context.variable("list", Text.tainted("x"));

        assertThat(route(TestRecipient.of("x@local.example")))
                .isEqualTo(error("Tainted name '/tmp/x' for included file not permitted"));
    }

    @Test
    void replaces_an_ancestor_by_the_recipient_itself() throws ExpansionException, ConfigException {
        settings.set(RedirectDriver.CHECK_ANCESTOR, "yes").set(RedirectDriver.DATA, "ann@local.example, c@x.example");
        TestRecipient recipient = TestRecipient.of("bob@local.example").madeOf(TestRecipient.of("ann@local.example"));

        assertThat(route(recipient)).isEqualTo(redirect("bob@local.example", "c@x.example"));
    }

    @Test
    void reads_a_file() throws ExpansionException, ConfigException, IOException {
        Path file = Files.writeString(directory.resolve("forward"), "bob@b.example\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        settings.set(RedirectDriver.FILE, file.toString());

        assertThat(route(TestRecipient.of("x@local.example"))).isEqualTo(redirect("bob@b.example"));
    }

    @Test
    void declines_when_there_is_no_file() throws ExpansionException, ConfigException {
        settings.set(RedirectDriver.FILE, directory.resolve("none").toString());

        assertThat(route(TestRecipient.of("x@local.example"))).isEqualTo(new Result.Decline());
    }

    @Test
    void defers_on_a_file_that_others_may_write() throws ExpansionException, ConfigException, IOException {
        Path file = Files.writeString(directory.resolve("forward"), "bob@b.example\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        settings.set(RedirectDriver.FILE, file.toString());

        assertThat(route(TestRecipient.of("x@local.example")))
                .isEqualTo(new Result.Defer("bad mode (0100666) for " + file + ": 022 bit(s) unexpected"));
    }

    @Test
    void defers_on_a_file_whose_owner_is_not_listed() throws ExpansionException, ConfigException, IOException {
        Path file = Files.writeString(directory.resolve("forward"), "bob@b.example\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        settings.set(RedirectDriver.FILE, file.toString()).set(RedirectDriver.OWNERS, "nosuchuser");

        assertThat(route(TestRecipient.of("x@local.example"))).isEqualTo(new Result.Defer("bad owner for " + file));
    }

    @Test
    void never_reads_a_file_that_a_stranger_names() throws ExpansionException, ConfigException {
        settings.set(RedirectDriver.FILE, "/home/$who/.forward");
        context.variable("who", Text.tainted("../etc"));

        assertThat(route(TestRecipient.of("x@local.example")))
                .isEqualTo(new Result.Defer("Tainted name '/home/../etc/.forward' for file read not permitted"));
    }

    @Test
    void defers_on_filters_where_they_are_not_allowed_or_not_known() throws ExpansionException, ConfigException {
        assertThat(data("# Exim filter\nsave /x"))
                .isEqualTo(new Result.Defer("error in filter data: filtering not enabled"));

        settings.set(RedirectDriver.ALLOW_FILTER, "yes");

        assertThat(data("#exim filter\nsave /x"))
                .isEqualTo(new Result.Defer("error in filter data: no plugin offers the language of this filter"));
    }

    @Test
    void needs_either_data_or_file() {
        assertThatThrownBy(() -> new RedirectDriver(TestMachine.of()).create(settings))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("data or file (but not both) must be set");
    }

    @Test
    void declines_an_unknown_user() throws ExpansionException, ConfigException {
        assertThat(data(":unknown:")).isEqualTo(new Result.Decline());
    }

    @Test
    void its_addresses_are_not_rewritten_without_rewrite() throws ExpansionException, ConfigException {
        settings.set(RedirectDriver.REWRITE, "no");

        assertThat(data("ann@a.example"))
                .isEqualTo(new Result.Redirect(List.of(new Child.ToAddress(
                        new Address("ann", "a.example"), Optional.empty(), "ann@a.example", false))));
    }

    @Test
    void sends_a_message_about_errors_that_it_passes_over() throws ExpansionException, ConfigException, IOException {
        List<String> sent = new ArrayList<>();
        context.variable("qualify_domain", Text.trusted("oracle.example"));
        context.put(Outbox.SLOT, (message, to) -> sent.add(to + "\n" + text(message)));
        settings.set(RedirectDriver.SKIP_SYNTAX_ERRORS, "yes")
                .set(RedirectDriver.SYNTAX_ERRORS_TO, "owner")
                .set(RedirectDriver.SYNTAX_ERRORS_TEXT, "Mend the list.");

        assertThat(data("a@@b\nann@a.example")).isEqualTo(redirect("ann@a.example"));
        assertThat(sent).containsExactly("""
                [owner@oracle.example]
                From: Mail Delivery System <Mailer-Daemon@oracle.example>
                To: owner
                Auto-Submitted: auto-generated
                Subject: Errors in the redirection of list@local.example

                Mend the list.

                What the router aliases read for list@local.example has errors:

                  domain missing or malformed in "a@@b"

                The rest of it was used.
                """);
    }

    @Test
    void sends_no_message_about_errors_while_an_address_is_verified() throws ExpansionException, ConfigException {
        settings.set(RedirectDriver.SKIP_SYNTAX_ERRORS, "yes").set(RedirectDriver.SYNTAX_ERRORS_TO, "owner");

        assertThat(data("a@@b")).isEqualTo(new Result.Decline());
        assertThat(context.log().lines(MailLog.Stream.MAIN)).hasSize(1);
    }

    private static String text(Outgoing message) {
        StringBuilder text = new StringBuilder();
        message.headers().forEach(header -> text.append(header.text()));
        try (InputStream body = message.body().open()) {
            text.append("\r\n").append(new String(body.readAllBytes(), StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString().replace("\r\n", "\n");
    }
}
