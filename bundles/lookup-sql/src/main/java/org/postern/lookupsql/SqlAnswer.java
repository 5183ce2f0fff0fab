package org.postern.lookupsql;

import java.util.Optional;

/// What a database answered.
///
/// @param value the rows, or how many rows were changed; empty if there is nothing
/// @param changes whether it was no question: it may have changed what other queries find
record SqlAnswer(Optional<String> value, boolean changes) {
    static SqlAnswer changed(String rows) {
        return new SqlAnswer(Optional.of(rows), true);
    }
}
