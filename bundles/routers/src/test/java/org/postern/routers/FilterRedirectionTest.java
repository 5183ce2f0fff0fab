package org.postern.routers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.Compiler;
import org.postern.api.config.ConfigException;
import org.postern.api.mail.Address;
import org.postern.api.mail.AutoReply;
import org.postern.spi.Filter;
import org.postern.spi.Filter.Action;
import org.postern.spi.Filter.Ending;
import org.postern.spi.FilterLanguage;
import org.postern.spi.Router;
import org.postern.spi.Router.Child;
import org.postern.spi.Router.Result;
import org.postern.testkit.TestContext;
import org.postern.testkit.TestMachine;
import org.postern.testkit.TestRecipient;
import org.postern.testkit.TestSettings;

class FilterRedirectionTest {
    private static final AutoReply REPLY =
            new AutoReply(Map.of("to", Text.trusted("ann@a.example")), false, false, Duration.ZERO);

    @TempDir
    private Path directory;

    private final TestSettings settings = TestSettings.block("forward").set(RedirectDriver.ALLOW_FILTER, "yes");
    private final FakeLanguage language = new FakeLanguage();
    private final TestRecipient recipient = TestRecipient.of("user@local.example");
    private final TestContext context = TestContext.create()
            .variable("qualify_recipient", Text.trusted("local.example"))
            .contributions(List.of(language));

    /// A language whose filters all say the same.
    private static final class FakeLanguage implements FilterLanguage {
        private final List<Source> compiled = new ArrayList<>();
        private Filter.Result result = new Filter.Result(new Ending.NotDelivered(), List.of());

        @Override
        public String name() {
            return "fake";
        }

        @Override
        public boolean isLanguageOf(String text) {
            return text.startsWith("# Fake filter");
        }

        @Override
        public String title() {
            return "Fake filter";
        }

        @Override
        public Filter compile(Source source, Compiler compiler) {
            compiled.add(source);
            return _ -> result;
        }
    }

    private Result says(Ending ending, Action... actions) throws ExpansionException, ConfigException {
        language.result = new Filter.Result(ending, List.of(actions));
        settings.set(RedirectDriver.DATA, "# Fake filter");
        return router().route(recipient, context.recipient(recipient));
    }

    private Router router() throws ConfigException {
        return new RedirectDriver(TestMachine.of()).create(settings);
    }

    private static Action deliver(String address) {
        return new Action.Deliver(Text.trusted(address), Optional.empty(), false);
    }

    private static Child to(String localPart, String domain) {
        return new Child.ToAddress(new Address(localPart, domain), Optional.empty());
    }

    @Test
    void replaces_the_recipient_by_what_a_filter_delivers_to() throws ExpansionException, ConfigException {
        assertThat(says(new Ending.Delivered(), deliver("ann@a.example"), deliver("bob")))
                .isEqualTo(new Result.Redirect(List.of(to("ann", "a.example"), to("bob", "local.example"))));
    }

    @Test
    void goes_on_with_the_recipient_beside_what_is_not_significant() throws ExpansionException, ConfigException {
        assertThat(says(new Ending.NotDelivered(), deliver("ann@a.example")))
                .isEqualTo(new Result.Redirect(List.of(to("ann", "a.example")), true));
    }

    @Test
    void declines_when_a_filter_says_nothing() throws ExpansionException, ConfigException {
        assertThat(says(new Ending.NotDelivered())).isEqualTo(new Result.Decline());
    }

    @Test
    void drops_the_message_when_a_filter_ends_it_without_a_delivery() throws ExpansionException, ConfigException {
        assertThat(says(new Ending.Delivered())).isEqualTo(new Result.Redirect(List.of()));
    }

    @Test
    void gives_files_pipes_and_answers_to_their_transports() throws ExpansionException, ConfigException {
        settings.set(RedirectDriver.FILE_TRANSPORT, "af")
                .set(RedirectDriver.DIRECTORY_TRANSPORT, "ad")
                .set(RedirectDriver.PIPE_TRANSPORT, "ap")
                .set(RedirectDriver.REPLY_TRANSPORT, "ar");

        assertThat(says(
                        new Ending.Delivered(),
                        new Action.Save(Text.trusted("/m/box"), OptionalInt.empty(), false),
                        new Action.Save(Text.trusted("/m/dir/"), OptionalInt.empty(), false),
                        new Action.Pipe(Text.trusted("/bin/cat"), true),
                        new Action.Reply(REPLY, false)))
                .isEqualTo(new Result.Redirect(List.of(
                        new Child.ToTransport("af", Text.trusted("/m/box")),
                        new Child.ToTransport("ad", Text.trusted("/m/dir/")),
                        new Child.Silent(new Child.ToTransport("ap", Text.trusted("|/bin/cat"))),
                        new Child.ToReply("ar", REPLY))));
    }

    @Test
    void defers_what_is_forbidden_or_has_no_transport() throws ExpansionException, ConfigException {
        assertThat(says(new Ending.Delivered(), new Action.Pipe(Text.trusted("/bin/cat"), false)))
                .isEqualTo(new Result.Defer("pipe_transport unset in forward router"));
        assertThat(says(new Ending.Delivered(), new Action.Reply(REPLY, false)))
                .isEqualTo(new Result.Defer("reply_transport unset in forward router"));

        settings.set(RedirectDriver.FORBID_PIPE, "yes").set(RedirectDriver.FORBID_FILTER_REPLY, "yes");

        assertThat(says(new Ending.Delivered(), new Action.Pipe(Text.trusted("/bin/cat"), false)))
                .isEqualTo(new Result.Defer("delivery to pipe forbidden"));
        assertThat(says(new Ending.Delivered(), new Action.Reply(REPLY, false)))
                .isEqualTo(new Result.Defer("autoreply forbidden"));
    }

    @Test
    void defers_fails_and_freezes_as_a_filter_says() throws ExpansionException, ConfigException {
        assertThat(says(new Ending.Defer("later"))).isEqualTo(new Result.Defer("later"));
        assertThat(says(new Ending.Fail("no"))).isEqualTo(new Result.Fail("no"));
        assertThat(says(new Ending.Freeze("look"))).isEqualTo(new Result.Freeze("look"));
    }

    @Test
    void defers_for_a_faulty_filter_unless_syntax_errors_are_skipped() throws ExpansionException, ConfigException {
        assertThat(says(new Ending.Faulty("bad near line 2")))
                .isEqualTo(new Result.Defer("error in filter data: bad near line 2"));

        settings.set(RedirectDriver.SKIP_SYNTAX_ERRORS, "yes");

        assertThat(says(new Ending.Faulty("bad near line 2"))).isEqualTo(new Result.Decline());
        assertThat(context.log().entries()).hasSize(1);
    }

    @Test
    void grants_the_rights_that_the_options_say() throws ExpansionException, ConfigException {
        settings.set(RedirectDriver.ALLOW_FAIL, "yes");

        says(new Ending.NotDelivered());

        assertThat(language.compiled.getFirst().rights()).containsExactly(FilterLanguage.Right.FAIL);
    }

    @Test
    void compiles_a_filter_once() throws ExpansionException, ConfigException {
        settings.set(RedirectDriver.DATA, "# Fake filter");
        Router router = router();

        router.route(recipient, context.recipient(recipient));
        router.route(recipient, context.recipient(recipient));

        assertThat(language.compiled).hasSize(1);
    }

    @Test
    void writes_a_filters_log_but_not_while_it_verifies() throws ExpansionException, ConfigException, IOException {
        Path log = directory.resolve("log");

        says(new Ending.NotDelivered(), new Action.Log(log.toString(), 0600, "one\n"));
        recipient.fact("verify_mode", "R");
        says(new Ending.NotDelivered(), new Action.Log(log.toString(), 0600, "two\n"));

        assertThat(Files.readString(log)).isEqualTo("one\n");
    }
}
