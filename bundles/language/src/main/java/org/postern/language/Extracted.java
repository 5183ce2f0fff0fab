package org.postern.language;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The address in a mailbox, as it is written (RFC 5322, 3.4).
///
/// @param address local part, `@` and domain with their quotes, without comments; empty for `<>`
/// @param start where it begins in the mailbox
/// @param end where it ends
/// @param qualified whether it has a domain
record Extracted(String address, int start, int end, boolean qualified) {
    /// There is no address.
    static final class NoAddress extends Exception {
        private static final long serialVersionUID = 1;

        private final String fault;

        private NoAddress(String fault) {
            super(fault);
            this.fault = fault;
        }

        /// What is wrong, in Exim's words.
        String fault() {
            return fault;
        }
    }

    /// Reads the whole of `mailbox`.
    ///
    /// @param empty whether `<>` is an address
    static Extracted of(String mailbox, boolean empty) throws NoAddress {
        return new Reader(mailbox).mailbox(empty);
    }

    /// Where the mailboxes of a list begin and end: they are separated by commas, also in groups, whose names
    /// and colons are passed over.
    static List<int[]> mailboxes(String list) {
        List<int[]> found = new ArrayList<>();
        Reader reader = new Reader(list);
        int start = 0;
        boolean angle = false;
        while (reader.position < list.length()) {
            char c = list.charAt(reader.position);
            int before = reader.position;
            if (c == '"' || c == '(' || c == '[') {
                reader.passBracketed(c);
                continue;
            }
            angle = c == '<' || (angle && c != '>');
            boolean ends = c == ','
                    || c == ';'
                    || (c == ':' && !list.substring(start, before).contains("@"));
            if (!angle && ends) {
                if (c != ':') {
                    found.add(new int[] {start, before});
                }
                start = before + 1;
            }
            reader.position += c == '\\' ? 2 : 1;
        }
        found.add(new int[] {start, list.length()});
        return found;
    }

    /// Reads a mailbox. Used once.
    private static final class Reader {
        private final String text;
        private final StringBuilder address = new StringBuilder();
        private int position;

        private Reader(String text) {
            this.text = text;
        }

        private Extracted mailbox(boolean empty) throws NoAddress {
            space();
            if (position >= text.length()) {
                throw new NoAddress("empty address");
            }
            Optional<Integer> angle = angle();
            if (angle.isPresent()) {
                position = angle.get() + 1;
                space();
                route();
            }
            int start = position;
            boolean isEmpty = angle.isPresent() && position < text.length() && text.charAt(position) == '>';
            if (isEmpty && !empty) {
                throw new NoAddress("missing or malformed local part");
            }
            boolean qualified = !isEmpty && address(angle.isPresent());
            int end = position;
            while (end > start && Letters.isSpace(text.charAt(end - 1))) {
                end--;
            }
            if (angle.isPresent()) {
                space();
                if (position >= text.length() || text.charAt(position) != '>') {
                    throw new NoAddress(
                            position < text.length()
                                    ? "malformed address: " + text.substring(position) + " may not follow "
                                            + text.substring(0, position)
                                    : "'>' missing at end of address");
                }
                position++;
            }
            space();
            if (position < text.length()) {
                throw new NoAddress("malformed address: " + text.substring(position) + " may not follow "
                        + text.substring(0, position));
            }
            return new Extracted(address.toString(), start, end, qualified);
        }

        /// Where `<` stands outside quotes and comments.
        private Optional<Integer> angle() {
            int kept = position;
            try {
                while (position < text.length()) {
                    char c = text.charAt(position);
                    if (c == '<') {
                        return Optional.of(position);
                    }
                    if (c == '"' || c == '(' || c == '[') {
                        passBracketed(c);
                    } else {
                        position += c == '\\' ? 2 : 1;
                    }
                }
                return Optional.empty();
            } finally {
                position = kept;
            }
        }

        /// A source route, which is ignored.
        private void route() throws NoAddress {
            if (position < text.length() && text.charAt(position) == '@') {
                int colon = text.indexOf(':', position);
                if (colon < 0) {
                    throw new NoAddress("colon expected after route");
                }
                position = colon + 1;
                space();
            }
        }

        /// Reads local part and domain; whether there is a domain.
        private boolean address(boolean inAngle) throws NoAddress {
            localPart(inAngle);
            int afterLocal = position;
            space();
            if (position >= text.length() || text.charAt(position) != '@') {
                position = afterLocal;
                return false;
            }
            position++;
            space();
            address.append('@');
            domain();
            return true;
        }

        private void localPart(boolean inAngle) throws NoAddress {
            int start = address.length();
            while (position < text.length()) {
                char c = text.charAt(position);
                int from = position;
                if (c == '"') {
                    passBracketed(c);
                } else if (isAtomText(c) || c == '.') {
                    position++;
                } else {
                    break;
                }
                address.append(text, from, position);
            }
            boolean dots = address.length() > start
                    && (address.charAt(start) == '.' || address.charAt(address.length() - 1) == '.');
            if (address.length() == start || dots || address.indexOf("..", start) >= 0) {
                throw new NoAddress("missing or malformed local part" + (inAngle ? "" : " (expected word or \"<\")"));
            }
        }

        private void domain() throws NoAddress {
            int from = position;
            if (position < text.length() && text.charAt(position) == '[') {
                passBracketed('[');
            } else {
                while (position < text.length() && isDomainText(text.charAt(position))) {
                    position++;
                }
            }
            String domain = text.substring(from, position);
            if (domain.isEmpty() || domain.startsWith(".") || domain.contains("..")) {
                throw new NoAddress(domain.isEmpty() ? "domain missing or malformed" : "domain is malformed");
            }
            address.append(domain.endsWith(".") ? domain.substring(0, domain.length() - 1) : domain);
        }

        /// Passes white space and comments.
        private void space() {
            while (position < text.length()
                    && (Letters.isSpace(text.charAt(position)) || text.charAt(position) == '(')) {
                if (text.charAt(position) == '(') {
                    passBracketed('(');
                } else {
                    position++;
                }
            }
        }

        /// Passes a quoted string, a comment or a domain literal; what does not end, ends with the text.
        private void passBracketed(char open) {
            int depth = 0;
            while (position < text.length()) {
                char c = text.charAt(position++);
                if (c == '\\') {
                    position++;
                } else if (open == '"' ? c == '"' : open == '(' ? c == '(' : c == '[' && depth == 0) {
                    depth++;
                    if (open == '"' && depth == 2) {
                        break;
                    }
                } else if ((open == '(' && c == ')') || (open == '[' && c == ']')) {
                    if (--depth == 0) {
                        break;
                    }
                }
            }
            position = Math.min(position, text.length());
        }

        private static boolean isAtomText(char c) {
            return c >= 128 || Character.isLetterOrDigit(c) || "!#$%&'*+-/=?^_`{|}~".indexOf(c) >= 0;
        }

        private static boolean isDomainText(char c) {
            return c >= 128 || Character.isLetterOrDigit(c) || c == '-' || c == '.' || c == '_';
        }
    }
}
