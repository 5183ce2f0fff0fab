package org.postern.lookupldap;

import com.unboundid.ldap.sdk.DereferencePolicy;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What is asked: a URL with parameters before it, such as `user="cn=exim,o=example" pass=x ldap:///...`
/// (Exim's manual, 9.15).
///
/// @param parameters their values by their names, in lower case
/// @param url the URL
record LdapQuery(Map<String, String> parameters, LdapUrl url) {
    private static final List<String> NAMES =
            List.of("user", "pass", "size", "time", "connect", "nettime", "dereference", "referrals", "servers");

    static LdapQuery parse(String text) throws IOException {
        Map<String, String> parameters = new HashMap<>();
        String rest = text.stripLeading();
        while (!rest.regionMatches(true, 0, "ldap", 0, 4)) {
            int equals = rest.indexOf('=');
            Value value = Value.read(rest, equals + 1);
            if (equals < 0 || value.end() >= rest.length() || !Character.isWhitespace(rest.charAt(value.end()))) {
                throw new IOException("malformed parameter setting precedes LDAP URL");
            }
            String name = rest.substring(0, equals).toLowerCase(Locale.ROOT);
            if (!NAMES.contains(name)) {
                throw new IOException("unknown parameter \"" + rest.substring(0, equals + 1) + "\" precedes LDAP URL");
            }
            parameters.put(name, value.text());
            rest = rest.substring(value.end()).stripLeading();
        }
        LdapQuery query = new LdapQuery(Map.copyOf(parameters), LdapUrl.parse(rest));
        query.check();
        return query;
    }

    private void check() throws IOException {
        number("size");
        number("time");
        number("connect");
        number("nettime");
        followsReferrals();
        dereference();
    }

    /// Who asks, in bytes; what `${quote_ldap_dn:}` made of it is undone.
    Optional<String> user() {
        return Optional.ofNullable(parameters.get("user")).map(LdapUrl::decode);
    }

    Optional<String> password() {
        return Optional.ofNullable(parameters.get("pass"));
    }

    Optional<String> servers() {
        return Optional.ofNullable(parameters.get("servers"));
    }

    /// A parameter that is a number; 0 if it is not there.
    int number(String name) throws IOException {
        String digits = parameters.getOrDefault(name, "0").strip();
        if (!digits.matches("\\d{1,9}")) {
            throw new IOException("LDAP option " + name.toUpperCase(Locale.ROOT) + " is not a number");
        }
        return Integer.parseInt(digits);
    }

    boolean followsReferrals() throws IOException {
        return switch (parameters.getOrDefault("referrals", "follow").toLowerCase(Locale.ROOT)) {
            case "follow" -> true;
            case "nofollow" -> false;
            default -> throw new IOException("LDAP option REFERRALS is not \"follow\" or \"nofollow\"");
        };
    }

    DereferencePolicy dereference() throws IOException {
        return switch (parameters.getOrDefault("dereference", "never").toLowerCase(Locale.ROOT)) {
            case "never" -> DereferencePolicy.NEVER;
            case "searching" -> DereferencePolicy.SEARCHING;
            case "finding" -> DereferencePolicy.FINDING;
            case "always" -> DereferencePolicy.ALWAYS;
            default ->
                throw new IOException(
                        "LDAP option DEREFERENCE is not \"never\", \"searching\", \"finding\" or \"always\"");
        };
    }

    /// Without the password.
    @Override
    public String toString() {
        return url.toString();
    }

    /// `text` with what stands after `pass=` left out.
    static String withoutPassword(String text) {
        int start = 0;
        String rest = text;
        while (!rest.stripLeading().regionMatches(true, 0, "ldap", 0, 4)) {
            int equals = rest.indexOf('=');
            if (equals < 0) {
                return rest.toLowerCase(Locale.ROOT).contains("pass") ? text.substring(0, start) + "..." : text;
            }
            int end = Value.read(rest, equals + 1).end();
            if (rest.substring(0, equals).strip().equalsIgnoreCase("pass")) {
                return text.substring(0, start + equals + 1) + "..."
                        + withoutPassword(rest.substring(Math.min(end, rest.length())));
            }
            start += end;
            rest = rest.substring(Math.min(end, rest.length()));
        }
        return text;
    }

    /// The value of a parameter.
    ///
    /// @param text without quotes
    /// @param end where it ends
    private record Value(String text, int end) {
        static Value read(String text, int start) {
            return start < text.length() && text.charAt(start) == '"' ? quoted(text, start + 1) : word(text, start);
        }

        private static Value word(String text, int start) {
            int end = start;
            while (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
                end++;
            }
            return new Value(text.substring(start, end), end);
        }

        private static Value quoted(String text, int start) {
            StringBuilder value = new StringBuilder();
            int position = start;
            while (position < text.length() && text.charAt(position) != '"') {
                boolean isEscaped = text.charAt(position) == '\\' && position + 1 < text.length();
                position += isEscaped ? 1 : 0;
                value.append(isEscaped ? unescaped(text.charAt(position)) : text.charAt(position));
                position++;
            }
            return new Value(value.toString(), Math.min(position + 1, text.length()));
        }

        private static char unescaped(char c) {
            return switch (c) {
                case 'n' -> '\n';
                case 'r' -> '\r';
                case 't' -> '\t';
                default -> c;
            };
        }
    }
}
