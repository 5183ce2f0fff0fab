package org.postern.srs;

import java.util.Optional;

/// What stands in an `SRS0` address.
///
/// @param hash over the others; empty if the rules want none
/// @param stamp when it was made; empty if the rules want none
/// @param payload what tells the sender: `DOMAIN=LOCAL`, or a key
record SrsFields(String hash, String stamp, String payload) {
    /// The fields of what follows `SRS0` and its separator; nothing if one of them is missing.
    static Optional<SrsFields> parse(String body, SrsRules rules) {
        int hash = rules.hashed() ? body.indexOf('=') : -1;
        int stamp = rules.stamped() ? body.indexOf('=', hash + 1) : hash;
        boolean isHashed = !rules.hashed() || hash > 0;
        boolean isStamped = !rules.stamped() || stamp > hash + 1;
        if (!isHashed || !isStamped || stamp + 1 == body.length()) {
            return Optional.empty();
        }
        return Optional.of(new SrsFields(
                rules.hashed() ? body.substring(0, hash) : "",
                rules.stamped() ? body.substring(hash + 1, stamp) : "",
                body.substring(stamp + 1)));
    }

    /// The same after `SRS0` and its separator.
    String text() {
        return (hash.isEmpty() ? "" : hash + '=') + (stamp.isEmpty() ? "" : stamp + '=') + payload;
    }

    /// What the hash is made of.
    String hashed() {
        return stamp + payload.replaceFirst("=", "");
    }
}
