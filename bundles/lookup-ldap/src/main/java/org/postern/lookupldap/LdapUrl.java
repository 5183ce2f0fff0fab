package org.postern.lookupldap;

import com.unboundid.ldap.sdk.SearchScope;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/// A URL of LDAP, `ldap://host:port/base?attributes?scope?filter` (RFC 4516), in bytes.
///
/// @param scheme `ldap`, `ldaps` or `ldapi`
/// @param address host and port, or for `ldapi` a file; empty if others say where
/// @param base the name where the search begins
/// @param attributes what is asked for; empty for all
/// @param scope how deep
/// @param filter what is looked for
record LdapUrl(String scheme, String address, String base, List<String> attributes, SearchScope scope, String filter) {
    private static final String EVERYTHING = "(objectClass=*)";

    /// Reads a URL.
    static LdapUrl parse(String text) throws IOException {
        int colon = text.indexOf("://");
        String scheme = colon < 0 ? "" : text.substring(0, colon).toLowerCase(Locale.ROOT);
        if (!List.of("ldap", "ldaps", "ldapi").contains(scheme)) {
            throw bad(text);
        }
        String rest = text.substring(colon + 3).stripTrailing();
        int slash = rest.indexOf('/');
        String address = decode(slash < 0 ? rest : rest.substring(0, slash));
        String[] parts = (slash < 0 ? "" : rest.substring(slash + 1)).split("\\?", -1);
        if (parts.length > 5) {
            throw bad(text);
        }
        String filter = decode(part(parts, 3));
        return new LdapUrl(
                scheme,
                address,
                decode(parts[0]),
                attributes(part(parts, 1)),
                scope(part(parts, 2), text),
                filter.isEmpty() ? EVERYTHING : filter);
    }

    private static IOException bad(String text) {
        return new IOException("ldap_url_parse: parsing \"" + text + "\"");
    }

    private static String part(String[] parts, int index) {
        return index < parts.length ? parts[index] : "";
    }

    private static List<String> attributes(String list) {
        List<String> names = new ArrayList<>();
        for (String name : list.split(",", -1)) {
            if (!name.isEmpty()) {
                names.add(decode(name));
            }
        }
        return List.copyOf(names);
    }

    private static SearchScope scope(String word, String text) throws IOException {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "", "base" -> SearchScope.BASE;
            case "one", "onelevel" -> SearchScope.ONE;
            case "sub", "subtree" -> SearchScope.SUB;
            default -> throw bad(text);
        };
    }

    /// The bytes that stand as `%` and two digits; a `%` without digits is itself.
    static String decode(String text) {
        StringBuilder decoded = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            boolean isByte = text.charAt(i) == '%'
                    && i + 2 < text.length()
                    && HexFormat.isHexDigit(text.charAt(i + 1))
                    && HexFormat.isHexDigit(text.charAt(i + 2));
            decoded.append(isByte ? (char) HexFormat.fromHexDigits(text, i + 1, i + 3) : text.charAt(i));
            i += isByte ? 2 : 0;
        }
        return decoded.toString();
    }

    /// The filter with all bytes that are not ASCII, or NUL, as `\` and two digits, so that they stay what
    /// they
    /// are.
    String asciiFilter() {
        StringBuilder ascii = new StringBuilder(filter.length());
        for (int i = 0; i < filter.length(); i++) {
            char c = filter.charAt(i);
            ascii.append(c == 0 || c > 126 ? "\\%02x".formatted((int) c) : String.valueOf(c));
        }
        return ascii.toString();
    }
}
