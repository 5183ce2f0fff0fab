package org.postern.delivery;

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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.api.Text;
import org.postern.api.config.Compiler;
import org.postern.api.mail.Attempt;
import org.postern.api.mail.AutoReply;
import org.postern.api.mail.Header;
import org.postern.api.mail.Message.Placement;
import org.postern.spi.Filter;
import org.postern.spi.Filter.Action;
import org.postern.spi.Filter.Ending;
import org.postern.spi.FilterLanguage;
import org.postern.spi.Router.Result;
import org.postern.spi.Transport.Problem;
import org.postern.spi.Transport.Status;

/// What the system filter makes of a message.
final class SystemFilterTest {
    @TempDir
    private Path directory;

    private final FakeLanguage language = new FakeLanguage();
    private final FakeTransport maildir = new FakeTransport();
    private final FakeTransport file = new FakeTransport();
    private final FakeTransport reply = new FakeTransport();
    private final FakePolicy policy = new FakePolicy()
            .router("local", (_, _) -> new Result.Accept(Optional.of("maildir"), List.of()), "domains=here.example")
            .transport("maildir", maildir)
            .transport("file", file)
            .transport("reply", reply)
            .retry(MailServer.defaultRule())
            .contribute(language);

    /// A language whose filters all do the same.
    private static final class FakeLanguage implements FilterLanguage {
        private final List<String> compiled = new ArrayList<>();
        private final List<Boolean> first = new ArrayList<>();
        private Filter does = _ -> new Filter.Result(new Ending.NotDelivered(), List.of());

        void says(Ending ending, Action... actions) {
            does = _ -> new Filter.Result(ending, List.of(actions));
        }

        @Override
        public String name() {
            return "fake";
        }

        @Override
        public boolean isLanguageOf(String text) {
            return false;
        }

        @Override
        public boolean isSystemDefault() {
            return true;
        }

        @Override
        public String title() {
            return "Fake filter";
        }

        @Override
        public Filter compile(Source source, Compiler compiler) {
            assertThat(source.system()).isTrue();
            compiled.add(source.text().value());
            return run -> {
                first.add(run.context().get(Attempt.SLOT).orElseThrow().isFirst());
                return does.run(run);
            };
        }
    }

    @BeforeEach
    void write() throws IOException {
        Path filter = Files.writeString(directory.resolve("system.filter"), "one");
        policy.main("system_filter", filter.toString())
                .main("system_filter_file_transport", "file")
                .main("system_filter_reply_transport", "reply");
    }

    private static Action deliver(String address) {
        return new Action.Deliver(Text.trusted(address), Optional.empty(), false);
    }

    private static List<String> recipients(FakeTransport transport) {
        return transport.runs().stream()
                .flatMap(run -> run.recipients().stream())
                .toList();
    }

    @Test
    void leaves_the_recipients_alone_if_it_says_nothing() {
        new MailServer(policy).receive("m1", "a@here.example", "b@here.example");

        assertThat(recipients(maildir)).containsExactly("b@here.example");
    }

    @Test
    void delivers_beside_the_recipients() {
        language.says(new Ending.NotDelivered(), deliver("archive"));

        MailServer server = new MailServer(policy).receive("m1", "a@here.example", "b@here.example");

        assertThat(recipients(maildir)).containsExactlyInAnyOrder("archive@here.example", "b@here.example");
        assertThat(server.lines("m1")).last().isEqualTo("Completed");
    }

    @Test
    void delivers_in_place_of_the_recipients() {
        language.says(
                new Ending.Delivered(),
                deliver("c@here.example"),
                new Action.Save(Text.trusted("/box"), OptionalInt.empty(), false),
                new Action.Reply(
                        new AutoReply(Map.of("to", Text.trusted("a@here.example")), false, false, Duration.ZERO),
                        false));

        MailServer server = new MailServer(policy).receive("m1", "a@here.example", "b@here.example");

        assertThat(recipients(maildir)).containsExactly("c@here.example");
        assertThat(file.runs()).hasSize(1);
        assertThat(reply.runs()).hasSize(1);
        assertThat(server.lines("m1")).last().isEqualTo("Completed");
    }

    @Test
    void discards_what_it_ends_without_a_delivery() {
        language.says(new Ending.Delivered());

        MailServer server = new MailServer(policy).receive("m1", "a@here.example", "b@here.example");

        assertThat(server.lines("m1")).containsExactly("=> discarded (system filter)", "Completed");
    }

    @Test
    void tries_again_what_it_set_up_and_not_what_is_done() {
        language.says(new Ending.NotDelivered(), deliver("archive"));
        maildir.status("archive@here.example", new Status.Deferred(Problem.local("full")));
        MailServer server = new MailServer(policy).receive("m1", "a@here.example", "b@here.example");

        maildir.works();
        server.pass(Duration.ofHours(1));

        assertThat(recipients(maildir)).filteredOn("b@here.example"::equals).hasSize(1);
        assertThat(server.lines("m1")).last().isEqualTo("Completed");
        assertThat(language.first).startsWith(true, false);
    }

    @Test
    void defers_all_when_it_says_so() {
        language.says(new Ending.Defer("later"));

        MailServer server = new MailServer(policy).receive("m1", "a@here.example", "b@here.example");

        assertThat(maildir.runs()).isEmpty();
        assertThat(server.lines("m1"))
                .singleElement()
                .asString()
                .contains("== b@here.example", "deferred by system filter: later");
    }

    @Test
    void returns_the_message_when_it_says_so() {
        language.says(new Ending.Fail("not here"));

        MailServer server = new MailServer(policy).receive("m1", "a@here.example", "b@here.example");

        assertThat(server.lines("m1"))
                .containsExactly("** b@here.example: cancelled by system filter: not here", "Completed");
        assertThat(server.spool().bounces()).hasSize(1);
    }

    @Test
    void freezes_the_message_when_it_says_so() {
        language.says(new Ending.Freeze("look"));

        MailServer server = new MailServer(policy).receive("m1", "a@here.example", "b@here.example");

        assertThat(server.lines("m1")).anyMatch(line -> line.contains("frozen by system filter: look"));
        assertThat(server.spool().bounces()).isEmpty();
    }

    @Test
    void defers_all_while_it_is_faulty_or_not_there() throws IOException {
        language.says(new Ending.Faulty("bad near line 1 of filter file"));
        MailServer server = new MailServer(policy).receive("m1", "a@here.example", "b@here.example");

        Files.delete(directory.resolve("system.filter"));
        server.receive("m2", "a@here.example", "b@here.example");

        assertThat(maildir.runs()).isEmpty();
        assertThat(server.lines("m1"))
                .anyMatch(line -> line.contains("Error in system filter: bad near line 1 of filter file"));
        assertThat(server.lines("m2")).anyMatch(line -> line.contains("Error in system filter: failed to open"));
    }

    @Test
    void changes_the_header_that_all_see() {
        language.does = run -> {
            run.context()
                    .message()
                    .ifPresent(message -> message.addHeader(new Header("X-Seen: yes\r\n"), Placement.AT_END));
            return new Filter.Result(new Ending.NotDelivered(), List.of());
        };

        new MailServer(policy).receive("m1", "a@here.example", "b@here.example");

        assertThat(maildir.runs().getFirst().header()).contains("X-Seen: yes\r\n");
    }

    @Test
    void is_compiled_when_its_file_changes() throws IOException {
        MailServer server = new MailServer(policy)
                .receive("m1", "a@here.example", "b@here.example")
                .receive("m2", "a@here.example", "b@here.example");
        Files.writeString(directory.resolve("system.filter"), "two");

        server.receive("m3", "a@here.example", "b@here.example");

        assertThat(language.compiled).containsExactly("one", "two");
    }
}
