package org.postern.kernel;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.postern.api.mail.Address;

/// The arguments of MAIL and RCPT: a path and parameters (RFC 5321, 4.1.1.2, 4.1.1.3 and 4.1.2).
///
/// @param address the address in the path
/// @param parameters by upper-case keyword; the value is empty where there is no `=`
/// @param said the path as the client wrote it
record PathSyntax(Address address, Map<String, Optional<String>> parameters, String said) {
    private static final int MAX_LOCAL_PART = 64;
    private static final int MAX_DOMAIN = 253;
    /// Labels with dots between them; none begins with a hyphen.
    private static final Pattern NAME = Pattern.compile("(?!-)[^.]++(?:\\.(?!-)[^.]++)*+");
    /// An address in brackets, though it may be none after all.
    private static final Pattern LITERAL = Pattern.compile("\\[(?:(?i:IPv6):)?[0-9A-Fa-f:.]*+]");
    private static final Pattern WHITE = Pattern.compile("[ \\t]+");

    /// What is wrong with an argument, in words for the client.
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1;

        private final String reason;

        Malformed(String reason) {
            super(reason);
            this.reason = reason;
        }

        String reason() {
            return reason;
        }
    }

    /// What is permitted.
    ///
    /// @param literals address literals in place of a domain
    /// @param trailingDot a dot after the domain, which is taken away
    record Rules(boolean literals, boolean trailingDot) {}

    /// Whether the path has bytes beyond ASCII: [Utf8Paths] says what becomes of it.
    boolean isBeyondAscii() {
        return said.chars().anyMatch(c -> c > 127);
    }

    /// Parses what follows `FROM:` or `TO:`.
    static PathSyntax parse(String argument, Rules rules) throws Malformed {
        Scanner scanner = new Scanner(argument.strip(), rules);
        Address address = scanner.path();
        String said = scanner.text.substring(0, scanner.position);
        return new PathSyntax(address, scanner.parameters(), said);
    }

    private static final class Scanner {
        private final String text;
        private final Rules rules;
        private int position;

        Scanner(String text, Rules rules) {
            this.text = text;
            this.rules = rules;
        }

        Address path() throws Malformed {
            boolean angle = peek() == '<';
            if (angle) {
                position++;
            }
            if (angle && peek() == '>') {
                position++;
                return Address.NULL;
            }
            if (angle && peek() == '@') {
                sourceRoute();
            }
            Address address = mailbox();
            if (!angle && address.domain().isEmpty() && address.localPart().contains("=")) {
                throw new Malformed("address missing before the parameters");
            }
            if (angle) {
                if (peek() != '>') {
                    throw new Malformed(
                            position < text.length()
                                    ? "malformed address: " + rest() + " may not follow " + address
                                    : "\">\" missing at end of address");
                }
                position++;
            }
            return address;
        }

        /// `@a,@b:` before the mailbox, which is let pass and ignored (RFC 5321, 4.1.2 and appendix C).
        private void sourceRoute() throws Malformed {
            int colon = text.indexOf(':', position);
            if (colon < 0) {
                throw new Malformed("colon expected after source route");
            }
            position = colon + 1;
        }

        private Address mailbox() throws Malformed {
            String local = peek() == '"' ? quotedString() : dotString();
            if (local.length() > MAX_LOCAL_PART) {
                throw new Malformed("local part is longer than " + MAX_LOCAL_PART + " characters");
            }
            if (peek() != '@') {
                return new Address(local, "");
            }
            position++;
            return Address.asWritten(local, domain());
        }

        private String dotString() throws Malformed {
            StringBuilder word = new StringBuilder();
            while (position < text.length()) {
                char c = text.charAt(position);
                boolean quoted = c == '\\' && position + 1 < text.length() && text.charAt(position + 1) > ' ';
                if (!quoted && !isAtomText(c) && c != '.') {
                    break;
                }
                word.append(quoted ? text.charAt(position + 1) : c);
                position += quoted ? 2 : 1;
            }
            String local = word.toString();
            if (local.isEmpty()) {
                throw new Malformed("missing or malformed local part (expected word or \"<\")");
            }
            return local;
        }

        private String quotedString() throws Malformed {
            StringBuilder local = new StringBuilder();
            position++;
            while (position < text.length()) {
                char c = text.charAt(position++);
                if (c == '"') {
                    return local.toString();
                }
                if (c == '\\' && position < text.length()) {
                    c = text.charAt(position++);
                }
                if (c < ' ' || c == 127) {
                    throw new Malformed("control character in local part");
                }
                local.append(c);
            }
            throw new Malformed("unmatched doublequote in local part");
        }

        private String domain() throws Malformed {
            int start = position;
            if (peek() == '[') {
                int close = text.indexOf(']', position);
                if (close < 0) {
                    throw new Malformed("malformed domain literal");
                }
                if (!rules.literals()) {
                    throw new Malformed("domain literals not allowed");
                }
                position = close + 1;
                if (!LITERAL.matcher(text.substring(start, position)).matches()) {
                    throw new Malformed("malformed domain literal");
                }
            } else {
                while (position < text.length() && isDomainText(text.charAt(position))) {
                    position++;
                }
            }
            String domain = text.substring(start, position);
            if (rules.trailingDot() && domain.length() > 1 && domain.endsWith(".")) {
                domain = domain.substring(0, domain.length() - 1);
            }
            if (domain.length() > MAX_DOMAIN) {
                throw new Malformed("domain is longer than " + MAX_DOMAIN + " characters");
            }
            boolean literal = domain.startsWith("[");
            if (domain.isEmpty() || (!literal && !NAME.matcher(domain).matches())) {
                throw new Malformed("domain missing or malformed");
            }
            return domain;
        }

        Map<String, Optional<String>> parameters() throws Malformed {
            Map<String, Optional<String>> found = new LinkedHashMap<>();
            String rest = rest();
            if (!rest.isEmpty() && rest.charAt(0) != ' ' && rest.charAt(0) != '\t') {
                throw new Malformed("malformed address: " + rest + " may not follow the address");
            }
            for (String word : WHITE.split(rest.strip(), -1)) {
                if (word.isEmpty()) {
                    continue;
                }
                int equals = word.indexOf('=');
                String keyword = (equals < 0 ? word : word.substring(0, equals)).toUpperCase(Locale.ROOT);
                Optional<String> value = equals < 0 ? Optional.empty() : Optional.of(word.substring(equals + 1));
                if (found.put(keyword, value) != null) {
                    throw new Malformed(keyword + " is given twice");
                }
            }
            return found;
        }

        private String rest() {
            return text.substring(position);
        }

        private char peek() {
            return position < text.length() ? text.charAt(position) : '\0';
        }

        private boolean isAtomText(char c) {
            return c > 127 || Character.isLetterOrDigit(c) || "!#$%&'*+-/=?^_`{|}~".indexOf(c) >= 0;
        }

        private boolean isDomainText(char c) {
            return c > 127 || Character.isLetterOrDigit(c) || c == '-' || c == '.' || c == '_';
        }
    }
}
