package org.postern.mtasts;

import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A policy that was fetched, until its time is over.
///
/// @param id of the record that it was fetched for
/// @param fetched when, in whole seconds
/// @param policy the policy
record CachedPolicy(String id, Instant fetched, StsPolicy policy) {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,12}) ([A-Za-z0-9]{1,32})\n(.*)", Pattern.DOTALL);

    /// The first moment at which it does not hold any more.
    Instant end() {
        return fetched.plus(policy.maxAge());
    }

    /// Whether it is time to fetch it again: half of its life is over.
    boolean isOld(Instant now) {
        return !now.isBefore(fetched.plus(policy.maxAge().dividedBy(2)));
    }

    /// The text that is kept.
    String text() {
        return fetched.getEpochSecond() + " " + id + "\n" + String.join("\n", policy.lines());
    }

    /// Reads [#text]; empty if it is something else.
    static Optional<CachedPolicy> parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        try {
            Instant fetched = Instant.ofEpochSecond(Long.parseLong(form.group(1)));
            return Optional.of(new CachedPolicy(form.group(2), fetched, StsPolicyParser.parse(form.group(3))));
        } catch (StsException _) {
            return Optional.empty(); // by another version of this program: it is fetched again
        }
    }
}
