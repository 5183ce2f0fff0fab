package org.postern.delivery;

import java.util.Locale;

/// How an expanded string says yes or no.
final class Truth {
    private Truth() {}

    /// Exim's rule for `condition`: empty, `0`, `no` and `false` are no, all else is yes.
    static boolean of(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "", "0", "no", "false" -> false;
            default -> true;
        };
    }
}
