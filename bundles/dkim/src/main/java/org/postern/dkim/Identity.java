package org.postern.dkim;

import java.util.Locale;
import org.postern.signatures.SignatureField;
import org.postern.signatures.SyntaxException;

/// The agent or user of a signature, `i=` (RFC 6376, 3.5): a local part, which may be empty, `@`, and a
/// domain.
final class Identity {
    private Identity() {}

    /// The identity of a tag, its quoted-printable decoded (RFC 6376, 2.11).
    static String decoded(String value) throws SyntaxException {
        StringBuilder identity = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '=' && i + 2 < value.length()) {
                identity.append(hex(value.substring(i + 1, i + 3)));
                i += 2;
            } else if (c == '=') {
                throw new SyntaxException("not quoted-printable in i=");
            } else {
                identity.append(c);
            }
        }
        int at = identity.lastIndexOf("@");
        if (at < 0) {
            throw new SyntaxException("no @ in i=");
        }
        SignatureField.domainName(identity.substring(at + 1), "i");
        return identity.toString();
    }

    private static char hex(String digits) throws SyntaxException {
        int high = Character.digit(digits.charAt(0), 16);
        int low = Character.digit(digits.charAt(1), 16);
        if (high < 0 || low < 0) {
            throw new SyntaxException("not quoted-printable in i=");
        }
        return (char) (high << 4 | low);
    }

    static String domain(String identity) {
        return identity.substring(identity.lastIndexOf('@') + 1);
    }

    /// Whether the domain of an identity is a domain or one below it.
    static boolean isWithin(String identity, String domain) {
        String own = domain(identity).toLowerCase(Locale.ROOT);
        String parent = domain.toLowerCase(Locale.ROOT);
        return own.equals(parent) || own.endsWith("." + parent);
    }
}
