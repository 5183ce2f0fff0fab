package org.postern.language;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What a statement of an ACL does (Exim's manual, 43.18).
enum Verb {
    /// Ends the ACL well if all conditions hold.
    ACCEPT,
    /// Refuses for now if all conditions hold.
    DEFER,
    /// Refuses if all conditions hold.
    DENY,
    /// Ends the ACL well if all conditions hold, but nothing is delivered.
    DISCARD,
    /// Refuses and closes the connection if all conditions hold.
    DROP,
    /// Refuses if a condition does not hold.
    REQUIRE,
    /// Never ends the ACL.
    WARN;

    static Optional<Verb> of(String word) {
        return Arrays.stream(values()).filter(verb -> verb.word().equals(word)).findFirst();
    }

    static List<String> words() {
        return Arrays.stream(values()).map(Verb::word).toList();
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
