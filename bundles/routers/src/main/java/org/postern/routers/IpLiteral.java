package org.postern.routers;

import java.net.InetAddress;
import java.util.Optional;

/// An IP address written as text.
final class IpLiteral {
    private IpLiteral() {}

    /// The address that `text` is, without brackets; empty if it is something else, such as a name.
    static Optional<InetAddress> parse(String text) {
        boolean six = text.indexOf(':') >= 0
                && text.chars().allMatch(c -> Character.digit(c, 16) >= 0 || ":.".indexOf(c) >= 0);
        boolean four = text.matches("\\d{1,3}(\\.\\d{1,3}){3}");
        if (!six && !four) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty(); // 1.2.3.400 and the like are names, which nobody has
        }
    }
}
