package org.postern.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.api.mail.Address;
import org.postern.api.mail.Arrival;
import org.postern.api.mail.Bytes;
import org.postern.api.mail.Header;
import org.postern.api.mail.Origin;
import org.postern.core.Progress;
import org.postern.spi.Router.Result;

/// A message of another spool is delivered once, whenever the server stops.
final class TakeoverTest {
    private static final Instant RECEIVED = MailServer.START.minusSeconds(60);

    @TempDir
    Path directory;

    private final FakeTransport maildir = new FakeTransport();
    private final FakePolicy policy = new FakePolicy()
            .router("local", (_, _) -> new Result.Accept(Optional.of("maildir"), List.of()), "domains=here.example")
            .transport("maildir", maildir)
            .retry(MailServer.defaultRule());

    private Path header() {
        return directory.resolve("ID-H");
    }

    @BeforeEach
    void files() throws IOException {
        Files.writeString(header(), "h");
        Files.writeString(directory.resolve("ID-D"), "d");
    }

    private Arrival arrival(Set<String> done, Optional<Instant> frozen) {
        return new Arrival(
                "/input/ID-H",
                new Address("s", "there.example"),
                Map.of("RET", "HDRS"),
                List.of(
                        to("a@here.example", Optional.empty()),
                        to("b@here.example", Optional.of(new Address("owner", "here.example")))),
                done,
                RECEIVED,
                1,
                frozen,
                Origin.LOCAL,
                Map.of("utf8", "true"),
                List.of(new Header("Subject: x\r\n")),
                Bytes.of("x\r\n".getBytes(StandardCharsets.ISO_8859_1)),
                List.of(header(), directory.resolve("ID-D")));
    }

    private static Arrival.To to(String address, Optional<Address> errorsTo) {
        return new Arrival.To(MailServer.address(address), Map.of("NOTIFY", "NEVER"), errorsTo);
    }

    private MailServer server(FakeSpool spool) {
        MailServer server = new MailServer(policy, spool, MailServer.START);
        server.mailer().recover();
        return server;
    }

    @Test
    void a_message_is_taken_over_and_delivered() throws Exception {
        MailServer server = server(new FakeSpool());
        String id = server.mailer().take(arrival(Set.of(), Optional.empty()));
        server.settle().pass(Duration.ZERO);
        assertThat(maildir.delivered()).containsExactlyInAnyOrder("a@here.example", "b@here.example");
        assertThat(server.lines(id)).anyMatch(line -> line.contains("taken up from /input/ID-H"));
        assertThat(directory).isEmptyDirectory();
        assertThat(server.spool().isCompleted(id)).isTrue();
        assertThat(server.spool().read(id).envelope().received()).isEqualTo(RECEIVED);
        assertThat(server.spool().read(id).envelope().parameters()).containsEntry("RET", "HDRS");
        assertThat(server.spool().notes(id)).contains(new Progress.Warned(1));
    }

    @Test
    void another_spool_hears_nothing_of_the_files() throws Exception {
        MailServer server = server(new FakeSpool());
        String id = server.mailer().take(arrival(Set.of(), Optional.empty()));
        server.settle();
        assertThat(server.spool().read(id).envelope().state()).containsKey(Takeover.ORIGINAL);
        assertThat(new SpooledMessage(server.spool().read(id)).stored()).isEqualTo(Map.of("utf8", "true"));
    }

    @Test
    void bounces_of_a_recipient_go_where_they_went() throws Exception {
        MailServer server = server(new FakeSpool());
        String id = server.mailer().take(arrival(Set.of(), Optional.empty()));
        server.settle();
        assertThat(new SpooledMessage(server.spool().read(id)).addressees())
                .extracting(Addressee::errorsTo)
                .containsExactly(Optional.empty(), Optional.of(new Address("owner", "here.example")));
    }

    @Test
    void who_has_it_already_gets_it_no_more() throws Exception {
        MailServer server = server(new FakeSpool());
        server.mailer().take(arrival(Set.of("a@here.example"), Optional.empty()));
        server.settle().pass(Duration.ZERO);
        assertThat(maildir.delivered()).containsExactly("b@here.example");
    }

    @Test
    void a_message_that_is_frozen_stays_so() throws Exception {
        MailServer server = server(new FakeSpool());
        String id = server.mailer().take(arrival(Set.of(), Optional.of(RECEIVED)));
        server.settle().pass(Duration.ZERO);
        assertThat(maildir.delivered()).isEmpty();
        assertThat(server.spool().notes(id)).contains(new Progress.Frozen(RECEIVED));
    }

    @Test
    void nothing_is_taken_before_the_queue_is_known() {
        MailServer server = new MailServer(policy, new FakeSpool(), MailServer.START);
        assertThatThrownBy(() -> server.mailer().take(arrival(Set.of(), Optional.empty())))
                .hasMessageContaining("has not been read yet");
        assertThat(header()).exists();
    }

    @Test
    void files_that_are_gone_are_not_taken() throws IOException {
        MailServer server = server(new FakeSpool());
        Files.delete(header());
        assertThatThrownBy(() -> server.mailer().take(arrival(Set.of(), Optional.empty())))
                .isInstanceOf(NoSuchFileException.class);
        assertThat(server.spool().calls()).isZero();
    }

    /// The writes of the takeover: the message, who is done, the warning.
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void a_crash_in_between_neither_loses_nor_repeats_it(int call) throws Exception {
        MailServer crashed = server(new FakeSpool().crashAt(call));
        Arrival arrival = arrival(Set.of("a@here.example"), Optional.empty());
        assertThatThrownBy(() -> crashed.mailer().take(arrival)).isInstanceOf(IOException.class);
        assertThat(header()).exists();

        MailServer next = crashed.restart();
        next.mailer().take(arrival);
        next.settle().pass(Duration.ofHours(1));

        assertThat(maildir.delivered()).containsExactly("b@here.example");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void a_crash_after_the_files_are_gone_loses_nothing() throws Exception {
        FakeSpool spool = new FakeSpool();
        MailServer crashed = server(spool);
        crashed.configured(false);
        crashed.mailer().take(arrival(Set.of(), Optional.empty()));
        crashed.restart().configured(true).pass(Duration.ofHours(1));
        assertThat(maildir.delivered()).contains("a@here.example", "b@here.example");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void a_full_disk_leaves_it_where_it_is(int call) throws Exception {
        MailServer server = server(new FakeSpool().failAt(call));
        Arrival arrival = arrival(Set.of(), Optional.empty());
        assertThatThrownBy(() -> server.mailer().take(arrival)).hasMessageContaining("No space left");
        assertThat(header()).exists();
        server.mailer().take(arrival);
        server.settle().pass(Duration.ofHours(1));
        assertThat(maildir.delivered()).containsExactlyInAnyOrder("a@here.example", "b@here.example");
    }
}
