package org.postern.kernel;

/// The argument of HELO and EHLO: a domain or an address literal (RFC 5321, 4.1.1.1), with the latitude
/// that Exim gives.
final class HeloSyntax {
    private static final int MAX = 255;

    private HeloSyntax() {}

    /// Whether the argument can be a name or a literal.
    ///
    /// @param allowed characters that are let pass beside letters, digits, dots and hyphens
    static boolean isValid(String argument, String allowed) {
        if (argument.isEmpty() || argument.length() > MAX) {
            return false;
        }
        if (argument.startsWith("[")) {
            return argument.endsWith("]")
                    && argument.substring(1, argument.length() - 1)
                            .chars()
                            .allMatch(c -> isHexDigit(c) || ".:IPv6ipV".indexOf(c) >= 0);
        }
        return argument.chars().allMatch(c -> isLetterOrDigit(c) || c == '.' || c == '-' || allowed.indexOf(c) >= 0);
    }

    private static boolean isLetterOrDigit(int c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    }

    private static boolean isHexDigit(int c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f');
    }
}
