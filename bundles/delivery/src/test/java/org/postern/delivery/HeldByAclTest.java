package org.postern.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.postern.api.mail.Address;
import org.postern.api.mail.Bytes;
import org.postern.api.mail.Origin;
import org.postern.core.Envelope;
import org.postern.core.Progress;
import org.postern.core.Spool.Recovered;
import org.postern.core.Spool.Spooled;

@NullMarked
class HeldByAclTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    private static Envelope envelope(Map<String, String> state) {
        return new Envelope(
                "1abc", new Address("a", "b.example"), Map.of(), List.of(), NOW.minusSeconds(60), Origin.LOCAL, state);
    }

    private static Optional<QueuedMessage> waiting(Map<String, String> state) {
        return HeldByAcl.waiting(QueuedMessage.fresh("1abc", NOW), envelope(state), NOW, new FakePolicy());
    }

    private static QueuedMessage recovered(Progress... progress) {
        Spooled message = new Spooled(envelope(Map.of("control-freeze", "tell")), List.of(), Bytes.of(new byte[0]));
        return QueuedMessage.recovered(new Recovered(message, List.of(progress)), NOW)
                .orElseThrow();
    }

    @Test
    void a_message_of_which_no_acl_has_said_anything_does_not_wait() {
        assertThat(waiting(Map.of())).isEmpty();
        assertThat(waiting(Map.of("acl_m0", "x"))).isEmpty();
    }

    @Test
    void a_queued_message_waits_for_the_next_queue_run() {
        assertThat(waiting(Map.of("control-queue", "")).orElseThrow().next()).isEqualTo(NOW.plusSeconds(1800));
    }

    @Test
    void a_frozen_message_waits_for_an_administrator() {
        QueuedMessage frozen = waiting(Map.of("control-freeze", "no_tell")).orElseThrow();
        assertThat(frozen.frozenSince()).contains(NOW);
        assertThat(frozen.next()).isEqualTo(NOW.plus(FrozenRule.LOOK));
    }

    @Test
    void a_frozen_message_is_frozen_after_a_restart_until_it_has_been_thawed() {
        assertThat(recovered().frozenSince()).isPresent();
        assertThat(recovered().next()).isEqualTo(NOW.plus(FrozenRule.LOOK));
        QueuedMessage thawed = recovered(new Progress.Thawed());
        assertThat(thawed.frozenSince()).isEmpty();
        assertThat(thawed.next()).isEqualTo(NOW);
    }
}
