package org.postern.kernel;

import java.net.InetAddress;

/// The argument of HELO and EHLO: a domain or an address literal (RFC 5321, 4.1.1.1), with the latitude
/// that Exim gives.
final class HeloSyntax {
    private HeloSyntax() {}

    /// Whether the argument can be a name or a literal.
    ///
    /// @param allowed characters that are let pass beside letters, digits, dots and hyphens
    static boolean isValid(String argument, String allowed) {
        if (argument.isEmpty()) {
            return false;
        }
        if (argument.startsWith("[")) {
            return argument.endsWith("]")
                    && AddressLiteral.parse(literal(argument)).isPresent();
        }
        return argument.chars().allMatch(c -> isLetterOrDigit(c) || c == '.' || c == '-' || allowed.indexOf(c) >= 0);
    }

    /// Whether the argument is the literal of this address.
    static boolean isLiteralOf(String argument, InetAddress address) {
        return argument.startsWith("[")
                && argument.endsWith("]")
                && AddressLiteral.parse(literal(argument))
                        .filter(address::equals)
                        .isPresent();
    }

    private static String literal(String argument) {
        String inner = argument.substring(1, argument.length() - 1);
        boolean tagged = inner.regionMatches(true, 0, "IPv6:", 0, 5) || inner.regionMatches(true, 0, "IPv4:", 0, 5);
        return tagged ? inner.substring(5) : inner;
    }

    private static boolean isLetterOrDigit(int c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    }
}
