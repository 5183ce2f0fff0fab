package org.postern.ratelimit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/// A smoothed rate as it is kept: an exponentially weighted average of events in a period.
///
/// @param rate events in a period
/// @param at when it was measured, in milliseconds
/// @param since when the period began in which what is unique counts once, in milliseconds
/// @param seen checksums of what came in that period
record Rate(double rate, long at, long since, List<String> seen) {
    /// How many unique things are told from each other; of more, the oldest count again.
    private static final int UNIQUE_LIMIT = 5_000;
    /// For two events at one time, or a clock that goes back.
    private static final double SHORTEST_SECONDS = 1e-9;

    /// The rate after an event at `now`.
    static Rate after(Optional<Rate> known, RateLimit limit, long now) {
        if (known.isEmpty()) {
            return new Rate(
                    limit.count(),
                    now,
                    now,
                    limit.unique().map(Rate::checksum).stream().toList());
        }
        Rate before = known.get();
        if (limit.unique().isEmpty()) {
            return new Rate(before.smoothed(limit, limit.count(), now), now, before.since(), List.of());
        }
        boolean newPeriod = now - before.since() >= limit.periodSeconds() * 1000;
        List<String> seen = newPeriod ? List.of() : before.seen();
        String checksum = checksum(limit.unique().get());
        if (seen.contains(checksum)) {
            return new Rate(before.smoothed(limit, 0, now), now, before.since(), seen);
        }
        List<String> more = new ArrayList<>(seen);
        more.add(checksum);
        List<String> kept = more.size() > UNIQUE_LIMIT ? more.subList(1, more.size()) : more;
        return new Rate(before.smoothed(limit, limit.count(), now), now, newPeriod ? now : before.since(), kept);
    }

    private double smoothed(RateLimit limit, double count, long now) {
        double interval = Math.max((now - at) / 1000.0, SHORTEST_SECONDS);
        double share = interval / limit.periodSeconds();
        double smoothed = -Math.expm1(-share) * count / share + Math.exp(-share) * rate;
        // An event after a long silence counts as itself.
        return Math.max(smoothed, count);
    }

    private static String checksum(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return Long.toString(crc.getValue(), 36) + "-" + Integer.toString(Arrays.hashCode(bytes), 36);
    }

    /// As it is kept.
    String text() {
        return rate + " " + at + " " + since + " " + String.join(",", seen);
    }

    /// Reads what [#text] wrote; empty if another program wrote it.
    static Optional<Rate> of(String text) {
        String[] words = text.split(" ", -1);
        if (words.length != 4) {
            return Optional.empty();
        }
        try {
            List<String> seen = words[3].isEmpty() ? List.of() : List.of(words[3].split(",", -1));
            return Optional.of(
                    new Rate(Double.parseDouble(words[0]), Long.parseLong(words[1]), Long.parseLong(words[2]), seen));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }
}
