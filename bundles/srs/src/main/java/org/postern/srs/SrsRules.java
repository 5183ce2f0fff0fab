package org.postern.srs;

/// What rewritten addresses have in them, and which are taken.
///
/// @param hashed whether `SRS0` addresses have a hash; `SRS1` addresses always have one
/// @param stamped whether they have a time
/// @param maxAge how many days a rewritten address is good for, if it has a time
/// @param separator the character after `SRS0` and `SRS1`: `=`, `+` or `-`
/// @param exims what becomes of the hashes of Exim
record SrsRules(boolean hashed, boolean stamped, int maxAge, char separator, EximHashes exims) {
    /// What becomes of the hashes that Exim makes, in place of those of libsrs2.
    enum EximHashes {
        /// They are wrong.
        REFUSED,
        /// They are as good as others.
        TAKEN,
        /// `SRS0` addresses have them, so that Exim takes these.
        MADE
    }
}
