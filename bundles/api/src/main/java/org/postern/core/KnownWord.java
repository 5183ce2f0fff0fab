package org.postern.core;

/// A word of Exim's language, and what becomes of it here.
///
/// @param kind what it is, in the words of [Offer], or `ACL verb`, `log selector`
/// @param name the word; an option of one driver as `DRIVER.OPTION`
/// @param support what becomes of it
/// @param note the feature that has it, or how its default differs; or the empty string
public record KnownWord(String kind, String name, Support support, String note) {
    /// What becomes of a word.
    public enum Support {
        /// It works.
        WORKS,
        /// It works with a feature that is not installed.
        FEATURE,
        /// It is accepted, with a warning, and has no effect.
        WARNING,
        /// It is an error.
        ABSENT
    }
}
