package org.postern.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.postern.api.ExpansionException;
import org.postern.api.mail.Address;
import org.postern.api.mail.Controls.Submission;
import org.postern.api.mail.Header;
import org.postern.api.mail.Origin;
import org.postern.core.ConfigSource;
import org.postern.core.MailContext;
import org.postern.testkit.RecordingLog;
import org.postern.testkit.TestMessage;

@NullMarked
class SubmissionFixupsTest {
    private static final Submission PLAIN = new Submission(true, Optional.empty(), Optional.empty());
    private static final String ID = "Message-Id: <E1abc@mx.example.org>";
    private static final String DATE = "Date: Thu, 01 Jan 1970 00:00:00 +0000";

    private final List<String> log = new ArrayList<>();
    private final MailContext context = MailContext.of(
            new FakePolicy(ConfigSource.of("test", "", Map.of()), List.of(), Set.of()),
            InstantSource.system(),
            new RecordingLog());
    private Transaction message = from(new Address("ann", "example.org"));

    private static Transaction from(Address sender) {
        return new Transaction("1abc", sender, Map.of(), Origin.LOCAL, Instant.EPOCH);
    }

    private List<String> fixed(Submission control, String id, String... fields) throws ExpansionException {
        message.content(
                Stream.of(fields).map(field -> new Header(field + "\r\n")).toList(), TestMessage.content(""), 0);
        new SubmissionFixups(control, id, log::add).apply(message, context);
        return message.headers().stream().map(header -> header.text().strip()).toList();
    }

    @Test
    void adds_what_is_missing() throws ExpansionException {
        assertThat(fixed(PLAIN, "")).containsExactly(ID, "From: ann@example.org", DATE);
    }

    @Test
    void leaves_what_is_there() throws ExpansionException {
        String[] fields = {"From: ann@example.org", "Message-ID: <x@y>", "Date: today"};
        assertThat(fixed(PLAIN, "ann", fields)).containsExactly(fields);
        assertThat(log).isEmpty();
    }

    @Test
    void names_the_author_if_from_has_another_and_makes_the_author_the_sender() throws ExpansionException {
        assertThat(fixed(PLAIN, "bob", "From: ann@example.org", "Sender: eve@example.org"))
                .containsExactly("From: ann@example.org", ID, "Sender: bob@example.org", DATE);
        assertThat(message.sender()).isEqualTo(new Address("bob", "example.org"));
        assertThat(log)
                .containsExactly(
                        "\"ann@example.org\" from env-from rewritten as \"bob@example.org\" by submission mode");
    }

    @Test
    void a_sender_that_is_to_be_kept_is() throws ExpansionException {
        Submission retain = new Submission(false, Optional.empty(), Optional.empty());
        assertThat(fixed(retain, "bob", "From: ann@example.org", "Sender: eve@example.org"))
                .containsExactly("From: ann@example.org", "Sender: eve@example.org", ID, DATE);
        assertThat(message.sender()).isEqualTo(new Address("ann", "example.org"));
    }

    @Test
    void a_domain_and_a_name_may_be_given() throws ExpansionException {
        Submission named = new Submission(true, Optional.of("other.example"), Optional.of("Bob B. Bee"));
        assertThat(fixed(named, "bob", "From: x@example.org")).contains("Sender: \"Bob B. Bee\" <bob@other.example>");
    }

    @Test
    void an_empty_domain_means_that_the_id_is_an_address() throws ExpansionException {
        Submission whole = new Submission(true, Optional.of(""), Optional.empty());
        message = from(Address.NULL);
        assertThat(fixed(whole, "bob@third.example")).contains("From: bob@third.example");
        assertThat(message.sender().isNull()).isTrue();
    }

    @Test
    void a_resent_message_gets_resent_fields() throws ExpansionException {
        assertThat(fixed(PLAIN, "", "Resent-From: ann@example.org", "Date: today"))
                .containsExactly("Resent-From: ann@example.org", "Date: today", "Resent-" + ID, "Resent-" + DATE);
    }
}
