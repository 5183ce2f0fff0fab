package org.postern.lookupldap;

/// How strings are written in the URLs of LDAP (RFC 4516), as `${quote_ldap:}` and `${quote_ldap_dn:}` do it.
final class LdapQuoting {
    private static final String PLAIN = "!$'-._";

    private LdapQuoting() {}

    /// For a filter (RFC 4515): `*`, parentheses, backslash and NUL are `\` and two digits.
    static String filter(String value) {
        StringBuilder escaped = new StringBuilder(value.length() + 16);
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean isSpecial = "*()\\\0".indexOf(c) >= 0;
            escaped.append(isSpecial ? "\\%02X".formatted((int) c) : String.valueOf(c));
        }
        return url(escaped.toString(), "+");
    }

    /// For a value in a distinguished name (RFC 4514): a backslash before what is special there.
    static String name(String value) {
        StringBuilder escaped = new StringBuilder(value.length() + 16);
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean isEnd = i == 0 || i == value.length() - 1;
            boolean isSpecial = ",+\"\\<>;".indexOf(c) >= 0 || (c == '#' && i == 0) || (c == ' ' && isEnd);
            escaped.append(isSpecial ? "\\" : "").append(c == '\0' ? "\\00" : String.valueOf(c));
        }
        return url(escaped.toString(), "+()*");
    }

    private static String url(String text, String morePlain) {
        StringBuilder encoded = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            encoded.append(isPlain(c, morePlain) ? String.valueOf(c) : "%%%02X".formatted((int) c));
        }
        return encoded.toString();
    }

    private static boolean isPlain(char c, String more) {
        return (c >= '0' && c <= '9')
                || (c >= 'A' && c <= 'Z')
                || (c >= 'a' && c <= 'z')
                || PLAIN.indexOf(c) >= 0
                || more.indexOf(c) >= 0;
    }
}
