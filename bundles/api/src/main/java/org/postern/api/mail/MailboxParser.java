package org.postern.api.mail;

import java.util.ArrayList;
import java.util.List;

/// Reads one mailbox as RFC 5322, 3.4 writes it: `local@domain`, or a name and the address in angle
/// brackets, with comments, folds and white space. The domain may be missing. Bounded by the length of the
/// text.
public final class MailboxParser {
    private final String text;
    private int position;

    private MailboxParser(String text) {
        this.text = text;
    }

    /// What `text` is.
    public sealed interface Result {
        /// An address.
        ///
        /// @param address the address; its domain is empty if there is none
        /// @param localPart the local part as written, perhaps with quotes
        /// @param domain the domain as written
        record Parsed(Address address, String localPart, String domain) implements Result {
            /// Local part and domain as written.
            public String text() {
                return domain.isEmpty() ? localPart : localPart + "@" + domain;
            }
        }

        /// No address.
        ///
        /// @param reason what is wrong, in Exim's words
        record Malformed(String reason) implements Result {}
    }

    /// The mailboxes of a list such as the value of a To field, in order: separated by commas, those of
    /// groups included. What is malformed is [Result.Malformed].
    public static List<Result> list(String text) {
        return items(text).stream().map(MailboxParser::parse).toList();
    }

    /// The texts of the mailboxes of a list, in order.
    public static List<String> items(String text) {
        List<String> found = new ArrayList<>();
        int start = 0;
        boolean quoted = false;
        int comments = 0;
        boolean angle = false;
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : ',';
            if (c == '\\') {
                i++;
            } else if (c == '"' && comments == 0) {
                quoted = !quoted;
            } else if (!quoted && c == '(') {
                comments++;
            } else if (!quoted && c == ')') {
                comments = Math.max(0, comments - 1);
            } else if (!quoted && comments == 0 && (c == '<' || c == '>')) {
                angle = c == '<';
            } else if (i == text.length() || (!quoted && comments == 0 && !angle && isSeparator(text, start, i))) {
                String item = text.substring(start, Math.min(i, text.length()));
                start = i + 1;
                if (c != ':' && !item.isBlank()) {
                    found.add(item);
                }
            }
        }
        if (start < text.length()) {
            found.add(text.substring(start));
        }
        return List.copyOf(found);
    }

    /// A comma; the colon after a group's name, which has no `@` before it and is not in a domain literal;
    /// the semicolon after a group.
    private static boolean isSeparator(String text, int start, int position) {
        char c = text.charAt(position);
        return c == ','
                || c == ';'
                || (c == ':' && text.substring(start, position).indexOf('@') < 0);
    }

    /// Reads all of `text`.
    public static Result parse(String text) {
        try {
            return new MailboxParser(text).mailbox();
        } catch (MalformedException e) {
            return new Result.Malformed(e.reason);
        }
    }

    private Result mailbox() throws MalformedException {
        skip();
        if (position >= text.length()) {
            throw new MalformedException("empty address");
        }
        int angle = angle();
        if (angle >= 0) {
            position = angle + 1;
        }
        Result address = address(angle >= 0);
        if (angle >= 0) {
            expect('>');
        }
        skip();
        if (position < text.length()) {
            throw new MalformedException("malformed address: " + text.substring(position) + " may not follow "
                    + text.substring(0, position).strip());
        }
        return address;
    }

    /// Where the angle bracket is that opens the address; -1 if there is none outside quotes and comments.
    private int angle() throws MalformedException {
        int kept = position;
        while (position < text.length()) {
            skip();
            if (position >= text.length()) {
                break;
            }
            char c = text.charAt(position);
            if (c == '<') {
                int found = position;
                position = kept;
                return found;
            }
            if (c == '"') {
                quoted();
            } else if (c == '@') {
                break; // no name has that
            } else {
                position++;
            }
        }
        position = kept;
        return -1;
    }

    private Result address(boolean inAngle) throws MalformedException {
        skip();
        sourceRoute();
        int start = position;
        String local = localPart(inAngle);
        String written = withoutComments(text.substring(start, position));
        skip();
        if (position < text.length() && "@>,".indexOf(text.charAt(position)) < 0) {
            throw new MalformedException("missing or malformed local part (expected word or \"<\")");
        }
        if (position >= text.length() || text.charAt(position) != '@') {
            return new Result.Parsed(new Address(local, ""), written, "");
        }
        position++;
        skip();
        String domain = domain();
        if (local.isEmpty()) {
            throw new MalformedException("no local part");
        }
        return new Result.Parsed(new Address(local, domain), written, domain);
    }

    /// Passes a route such as `@one.example,@two.example:`, which means nothing today (RFC 5321, F.2).
    private void sourceRoute() throws MalformedException {
        int end = routeEnd();
        if (end < 0) {
            return;
        }
        while (position < end) {
            expect('@');
            skip();
            domain();
            skip();
            while (position < end && text.charAt(position) == ',') {
                position++;
                skip();
            }
        }
        position++;
        skip();
    }

    /// Where the colon of a route is, if there is one before the address.
    private int routeEnd() {
        if (position >= text.length() || text.charAt(position) != '@') {
            return -1;
        }
        int colon = text.indexOf(':', position);
        int bracket = text.indexOf('[', position);
        int quote = text.indexOf('"', position);
        boolean first = (bracket < 0 || colon < bracket) && (quote < 0 || colon < quote);
        return first ? colon : -1;
    }

    /// The text without what stands in parentheses, but for quoted strings.
    private static String withoutComments(String written) throws MalformedException {
        if (written.indexOf('(') < 0) {
            return written;
        }
        MailboxParser parser = new MailboxParser(written);
        StringBuilder plain = new StringBuilder();
        while (parser.position < written.length()) {
            int start = parser.position;
            switch (written.charAt(start)) {
                case '(' -> parser.comment();
                case '"' -> {
                    parser.quoted();
                    plain.append(written, start, parser.position);
                }
                default -> plain.append(written.charAt(parser.position++));
            }
        }
        return plain.toString();
    }

    /// Empty only where `@` follows.
    private String localPart(boolean inAngle) throws MalformedException {
        StringBuilder local = new StringBuilder();
        while (position < text.length()) {
            char c = text.charAt(position);
            if (c == '"') {
                local.append(quoted());
            } else if (isAtomText(c)) {
                local.append(c);
                position++;
            } else if (c == '.' && !local.isEmpty()) {
                local.append(c);
                position++;
            } else if (c == '(') {
                comment();
            } else {
                break;
            }
        }
        boolean atFollows = position < text.length() && text.charAt(position) == '@';
        if (local.isEmpty() && (inAngle || !atFollows)) {
            throw new MalformedException(
                    "missing or malformed local part" + (inAngle ? "" : " (expected word or \"<\")"));
        }
        return local.toString();
    }

    private String quoted() throws MalformedException {
        StringBuilder content = new StringBuilder();
        position++;
        while (position < text.length()) {
            char c = text.charAt(position++);
            if (c == '"') {
                return content.toString();
            }
            if (c == '\\' && position < text.length()) {
                c = text.charAt(position++);
            }
            content.append(c);
        }
        throw new MalformedException("unmatched doublequote in local part");
    }

    private String domain() throws MalformedException {
        int start = position;
        if (position < text.length() && text.charAt(position) == '[') {
            int end = text.indexOf(']', position);
            if (end < 0) {
                throw new MalformedException("domain literal without ]");
            }
            position = end + 1;
            return text.substring(start, position);
        }
        StringBuilder name = new StringBuilder();
        while (position < text.length() && (isDomainText(text.charAt(position)) || text.charAt(position) == '(')) {
            if (text.charAt(position) == '(') {
                comment();
            } else {
                name.append(text.charAt(position++));
            }
        }
        String domain = name.toString();
        if (domain.isEmpty() || domain.startsWith(".") || domain.contains("..") || domain.startsWith("-")) {
            throw new MalformedException("domain missing or malformed");
        }
        return domain.endsWith(".") ? domain.substring(0, domain.length() - 1) : domain;
    }

    private void expect(char wanted) throws MalformedException {
        skip();
        if (position >= text.length() || text.charAt(position) != wanted) {
            throw new MalformedException("'" + wanted + "' missing at end of address");
        }
        position++;
    }

    /// Passes white space and comments.
    private void skip() throws MalformedException {
        while (position < text.length()) {
            char c = text.charAt(position);
            if (c == '(') {
                comment();
            } else if (Character.isWhitespace(c)) {
                position++;
            } else {
                return;
            }
        }
    }

    private void comment() throws MalformedException {
        int depth = 0;
        while (position < text.length()) {
            char c = text.charAt(position++);
            if (c == '\\') {
                position++;
            } else if (c == '(') {
                depth++;
            } else if (c == ')' && --depth == 0) {
                return;
            }
        }
        throw new MalformedException("unterminated comment");
    }

    private static boolean isAtomText(char c) {
        return c >= 128 || Character.isLetterOrDigit(c) || "!#$%&'*+-/=?^_`{|}~".indexOf(c) >= 0;
    }

    private static boolean isDomainText(char c) {
        return c >= 128 || Character.isLetterOrDigit(c) || c == '-' || c == '.';
    }

    private static final class MalformedException extends Exception {
        private static final long serialVersionUID = 1;

        private final String reason;

        MalformedException(String reason) {
            super(reason);
            this.reason = reason;
        }
    }
}
