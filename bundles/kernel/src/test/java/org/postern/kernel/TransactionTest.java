package org.postern.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.mail.Address;
import org.postern.api.mail.Header;
import org.postern.api.mail.Message.Placement;
import org.postern.api.mail.Origin;
import org.postern.core.ConfigSource;
import org.postern.core.MailContext;
import org.postern.core.Rewriting;
import org.postern.core.State.Slots;
import org.postern.testkit.RecordingLog;
import org.postern.testkit.TestMessage;

final class TransactionTest {
    private final Transaction message =
            new Transaction("1abc", new Address("a", "old.example"), Map.of(), Origin.LOCAL, Instant.EPOCH);
    private final Context context = MailContext.of(
            new FakePolicy(ConfigSource.of("test", "", Map.of()), List.of(), Set.of()),
            InstantSource.system(),
            new RecordingLog());

    /// Puts every address at new.example, but that of nobody, which cannot be known now.
    private static final class ToNew implements Rewriting {
        @Override
        public boolean applies(Place place) {
            return true;
        }

        @Override
        public Rewritten rewrite(String address, Place place, Context context) throws ExpansionException {
            if (address.startsWith("nobody")) {
                throw ExpansionException.defer("nobody knows");
            }
            return new Rewritten(address.replace("old.example", "new.example"), false);
        }

        @Override
        public List<Header> headers(List<Header> headers, Context context) {
            return headers.stream()
                    .map(header -> new Header(header.text().replace("old.example", "new.example")))
                    .toList();
        }
    }

    private void to(String localPart, String keyword) {
        message.add(new Transaction.To(new Address(localPart, "old.example"), Map.of(keyword, ""), new Slots()));
    }

    @Test
    void rewriting_changes_envelope_and_header_and_keeps_what_belongs_to_recipients() throws Exception {
        to("b", "NOTIFY");
        message.content(List.of(new Header("To: b@old.example\r\n")), TestMessage.content("body"), 10);
        message.rewrite(new ToNew(), context);
        assertThat(message.sender()).isEqualTo(new Address("a", "new.example"));
        assertThat(message.to()).singleElement().satisfies(to -> {
            assertThat(to.address()).isEqualTo(new Address("b", "new.example"));
            assertThat(to.parameters()).containsKey("NOTIFY");
        });
        assertThat(message.headers()).containsExactly(new Header("To: b@new.example\r\n"));
    }

    @Test
    void a_rewriting_that_fails_changes_nothing() {
        to("b", "X");
        to("nobody", "X");
        assertThatThrownBy(() -> message.rewrite(new ToNew(), context)).isInstanceOf(ExpansionException.class);
        assertThat(message.sender()).isEqualTo(new Address("a", "old.example"));
        assertThat(message.to()).extracting(to -> to.address().domain()).containsOnly("old.example");
    }

    @Test
    void fields_that_came_can_be_removed_and_what_an_acl_has_added_stays() {
        message.addHeader(new Header("X: same\r\n"), Placement.AT_START);
        message.content(
                List.of(new Header("X: same\r\n"), new Header("Y: other\r\n")), TestMessage.content("body"), 10);
        message.addHeader(new Header("X: later\r\n"), Placement.AT_END);
        message.removeReceived(header -> header.is("X"));
        assertThat(message.headers())
                .containsExactly(new Header("X: same\r\n"), new Header("Y: other\r\n"), new Header("X: later\r\n"));
    }
}
