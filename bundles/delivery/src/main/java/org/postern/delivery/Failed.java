package org.postern.delivery;

import java.util.Objects;
import org.postern.api.ExpansionException;

/// Failures of expansion, in Exim's words.
final class Failed {
    private Failed() {}

    /// What an exception says.
    static String reason(ExpansionException failure) {
        return Objects.toString(failure.getMessage(), "unknown error");
    }

    /// `failed to expand "TEXT"WHAT: REASON`.
    static ExpansionException expansion(String text, String what, ExpansionException cause) {
        return because("failed to expand \"" + text + "\"" + what, cause);
    }

    /// `expansion of "TEXT" failed in NAME router: REASON`.
    static ExpansionException option(String text, String router, ExpansionException cause) {
        return because("expansion of \"" + text + "\" failed in " + router + " router", cause);
    }

    private static ExpansionException because(String text, ExpansionException cause) {
        ExpansionException failure = new ExpansionException(cause.kind(), text + ": " + cause.getMessage());
        failure.initCause(cause);
        return failure;
    }
}
