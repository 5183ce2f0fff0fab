package org.postern.routers;

import java.util.Locale;

/// What an expanded string says of yes or no.
final class Condition {
    private Condition() {}

    /// Whether `value` is a yes: not empty, `0`, `no` or `false`.
    static boolean holds(String value) {
        return switch (value.strip().toLowerCase(Locale.ROOT)) {
            case "", "0", "no", "false" -> false;
            default -> true;
        };
    }
}
