package org.postern.kernel;

import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/// An IP address as text, in no other form than four decimal numbers or that of RFC 4291.
final class AddressLiteral {
    private static final Pattern V4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern V6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(%\\w+)?");

    private AddressLiteral() {}

    /// The address; empty if the text is none.
    static Optional<InetAddress> parse(String text) {
        if (!V4.matcher(text).matches() && !V6.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
