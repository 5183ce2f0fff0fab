package org.postern.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class MessageIdsTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-21T10:00:00Z"));
    private final MessageIds ids = new MessageIds(now::get, 4711, new Random(1));

    @Test
    void has_the_form_of_exims_ids() {
        assertThat(ids.next()).matches("[0-9A-Za-z]{6}-[0-9A-Za-z]{11}-[0-9A-Za-z]{4}");
        // 1795255200 seconds, 2026-11-21 10:00 UTC, to the base 62, as Exim's digits are: 0-9, A-Z, a-z
        assertThat(ids.next()).startsWith("1xUht2-");
    }

    @Test
    void a_hundred_thousand_within_a_moment_are_different_and_in_order() {
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            made.add(ids.next());
        }
        assertThat(made).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void a_clock_that_is_set_back_makes_none_twice() {
        Set<String> made = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            made.add(ids.next());
            now.set(Instant.parse("2026-11-21T10:00:00Z").plusNanos((i % 10) * 100_000L));
        }
        assertThat(made).hasSize(1_000);
    }

    @Test
    void a_process_of_the_same_number_at_the_same_time_makes_others() {
        MessageIds other = new MessageIds(now::get, 4711, new Random(2));
        assertThat(other.next()).isNotEqualTo(ids.next());
    }
}
