package org.postern.ratelimit;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.Slot;
import org.postern.api.hints.HintsStore;
import org.postern.ratelimit.RateLimit.Update;

/// The rates of all keys. Safe for any number of threads.
final class Rates {
    private static final String DATABASE = "ratelimit";
    /// A rate is forgotten when it is next to nothing.
    private static final int PERIODS_KEPT = 10;

    // What was measured already counts for the rest of the command, message or connection.
    private static final Slot<Map<String, Double>> COMMAND = Slot.of(Slot.Lifetime.CONTEXT, "rates-of-command");
    private static final Slot<Map<String, Double>> MESSAGE = Slot.of(Slot.Lifetime.MESSAGE, "rates-of-message");
    private static final Slot<Map<String, Double>> CONNECTION =
            Slot.of(Slot.Lifetime.CONNECTION, "rates-of-connection");

    private final HintsStore hints;

    Rates(HintsStore hints) {
        this.hints = hints;
    }

    /// The rate with this event, which is counted once for its command, message or connection.
    double measure(RateLimit limit, Context context) throws IOException {
        Slot<Map<String, Double>> slot = slot(limit);
        Map<String, Double> known = context.get(slot, HashMap::new);
        Double before = known.get(limit.key());
        if (before != null) {
            return before;
        }
        double rate = fresh(limit, context);
        known.put(limit.key(), rate);
        return rate;
    }

    private static Slot<Map<String, Double>> slot(RateLimit limit) {
        if (limit.update() == Update.READ_ONLY) {
            return COMMAND;
        }
        return switch (limit.mode()) {
            case PER_CONN -> CONNECTION;
            case PER_MAIL, PER_ALLRCPTS -> MESSAGE;
            case PER_ADDR, PER_CMD, PER_RCPT -> COMMAND;
        };
    }

    private double fresh(RateLimit limit, Context context) throws IOException {
        HintsStore store = HintsStore.in(context, hints);
        Instant now = context.now();
        Event event = new Event(limit, now.toEpochMilli());
        if (limit.update() == Update.READ_ONLY) {
            event.happen(store.find(DATABASE, limit.key(), now));
        } else {
            Duration keep = Duration.ofSeconds((long) Math.min(limit.periodSeconds() * PERIODS_KEPT, 1e9));
            store.change(DATABASE, limit.key(), now, keep, event::happen);
        }
        return event.rate;
    }

    /// One event, and the rate with it.
    private static final class Event {
        private final RateLimit limit;
        private final long now;
        private double rate;

        Event(RateLimit limit, long now) {
            this.limit = limit;
            this.now = now;
        }

        /// What is to be kept; empty to leave what is there.
        Optional<String> happen(Optional<String> known) {
            Rate after = Rate.after(known.flatMap(Rate::of), limit, now);
            rate = after.rate();
            boolean kept = limit.update() == Update.STRICT || (limit.update() == Update.LEAKY && rate < limit.limit());
            return kept ? Optional.of(after.text()) : Optional.empty();
        }
    }
}
