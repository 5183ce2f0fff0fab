package org.postern.delivery;

import java.util.Locale;

/// What becomes of an address whose first host is this one (the generic option `self`).
///
/// @param action the word
/// @param domain for [Action#REROUTE], the domain to route instead
record Self(Action action, String domain) {
    /// The words of `self`.
    enum Action {
        /// The message waits for an administrator.
        FREEZE,
        /// The address is tried later.
        DEFER,
        /// The address is returned.
        FAIL,
        /// The message is sent all the same.
        SEND,
        /// The next router gets the address.
        PASS,
        /// The address is routed with another domain.
        REROUTE,
        /// The option says something else.
        UNKNOWN
    }

    static Self of(String text) {
        String word = text.strip().toLowerCase(Locale.ROOT);
        if (word.startsWith("reroute:")) {
            String domain = text.strip().substring("reroute:".length()).strip();
            // reroute: rewrite: DOMAIN also rewrites header lines, which rewriting itself will bring
            return new Self(
                    Action.REROUTE,
                    domain.substring(domain.lastIndexOf(':') + 1).strip());
        }
        return switch (word) {
            case "freeze" -> new Self(Action.FREEZE, "");
            case "defer" -> new Self(Action.DEFER, "");
            case "fail" -> new Self(Action.FAIL, "");
            case "send" -> new Self(Action.SEND, "");
            case "pass" -> new Self(Action.PASS, "");
            default -> new Self(Action.UNKNOWN, text);
        };
    }
}
