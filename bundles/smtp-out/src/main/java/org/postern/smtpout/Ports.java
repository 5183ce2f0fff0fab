package org.postern.smtpout;

import java.util.OptionalInt;

/// Port numbers, and the names that stand for them in a configuration.
final class Ports {
    private Ports() {}

    /// The port that `text` names.
    static OptionalInt of(String text) {
        return switch (text.strip()) {
            case "smtp" -> OptionalInt.of(25);
            case "lmtp" -> OptionalInt.of(24);
            case "smtps", "submissions", "ssmtp" -> OptionalInt.of(465);
            case "submission" -> OptionalInt.of(587);
            default -> number(text.strip());
        };
    }

    /// The port that a protocol has by itself.
    static int of(SmtpOptions.Protocol protocol) {
        return switch (protocol) {
            case SMTP -> 25;
            case LMTP -> 24;
            case SMTPS -> 465;
        };
    }

    private static OptionalInt number(String text) {
        try {
            int port = Integer.parseInt(text);
            return port > 0 && port < 65_536 ? OptionalInt.of(port) : OptionalInt.empty();
        } catch (NumberFormatException _) {
            return OptionalInt.empty();
        }
    }
}
