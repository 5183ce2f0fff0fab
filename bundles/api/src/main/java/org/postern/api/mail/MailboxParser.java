package org.postern.api.mail;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Reads one mailbox as RFC 5322, 3.4 writes it: `local@domain`, or a name and the address in angle
/// brackets, with comments, folds and white space. The domain may be missing. Bounded by the length of the
/// text.
public final class MailboxParser {
    /// What stands in brackets in place of a domain.
    private static final Pattern LITERAL = Pattern.compile("\\[[^\\[\\]\\\\\\p{Cntrl}]*+]");

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
        Words local = localPart(inAngle);
        skip();
        if (position < text.length() && "@>,".indexOf(text.charAt(position)) < 0) {
            throw new MalformedException("missing or malformed local part (expected word or \"<\")");
        }
        if (position >= text.length() || text.charAt(position) != '@') {
            return new Result.Parsed(new Address(local.plain(), ""), local.written(), "");
        }
        position++;
        skip();
        String domain = domain();
        if (local.written().isEmpty()) {
            throw new MalformedException("no local part");
        }
        return new Result.Parsed(new Address(local.plain(), domain), local.written(), domain);
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

    /// The words of a local part, without the white space and comments between them.
    ///
    /// @param plain without quotes
    /// @param written as it was written
    private record Words(String plain, String written) {}

    /// Words with dots between them; empty only where `@` follows.
    private Words localPart(boolean inAngle) throws MalformedException {
        StringBuilder plain = new StringBuilder();
        StringBuilder written = new StringBuilder();
        word(plain, written);
        skip();
        while (!written.isEmpty() && is('.')) {
            plain.append('.');
            written.append('.');
            position++;
            skip();
            word(plain, written);
            skip();
        }
        if (written.isEmpty() && (inAngle || !is('@'))) {
            throw new MalformedException(
                    "missing or malformed local part" + (inAngle ? "" : " (expected word or \"<\")"));
        }
        return new Words(plain.toString(), written.toString());
    }

    private void word(StringBuilder plain, StringBuilder written) throws MalformedException {
        int start = position;
        if (is('"')) {
            plain.append(quoted());
        } else {
            while (position < text.length() && isAtomText(text.charAt(position))) {
                plain.append(text.charAt(position));
                position++;
            }
        }
        written.append(text, start, position);
    }

    private boolean is(char wanted) {
        return position < text.length() && text.charAt(position) == wanted;
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
            String literal = text.substring(start, position);
            if (!LITERAL.matcher(literal).matches()) {
                throw new MalformedException("malformed domain literal");
            }
            return literal;
        }
        StringBuilder name = new StringBuilder(label());
        skip();
        while (is('.')) {
            position++;
            skip();
            name.append('.').append(label());
            skip();
        }
        return name.toString();
    }

    /// What stands between the dots of a domain.
    private String label() throws MalformedException {
        int start = position;
        while (position < text.length() && isDomainText(text.charAt(position))) {
            position++;
        }
        String label = text.substring(start, position);
        if (label.isEmpty() || label.startsWith("-")) {
            throw new MalformedException("domain missing or malformed");
        }
        return label;
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
        return c >= 128 || Character.isLetterOrDigit(c) || c == '-';
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
