package org.postern.routers;

import org.postern.api.mail.Address;

/// Reads one mailbox as RFC 5322, 3.4 writes it: `local@domain`, or a name and the address in angle brackets, with
/// comments. The domain may be missing.
final class MailboxParser {
    private final String text;
    private int position;

    private MailboxParser(String text) {
        this.text = text;
    }

    /// What `text` is.
    sealed interface Result {
        /// An address; its domain is empty if there is none.
        record Parsed(Address address) implements Result {}

        /// No address.
        record Malformed(String reason) implements Result {}
    }

    /// Reads all of `text`.
    static Result parse(String text) {
        try {
            return new Result.Parsed(new MailboxParser(text).mailbox());
        } catch (MalformedException e) {
            return new Result.Malformed(e.reason);
        }
    }

    private Address mailbox() throws MalformedException {
        int angle = angle();
        if (angle >= 0) {
            position = angle + 1;
        }
        Address address = address();
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
            } else {
                position++;
            }
        }
        position = kept;
        return -1;
    }

    private Address address() throws MalformedException {
        skip();
        String local = localPart();
        skip();
        if (position >= text.length() || text.charAt(position) != '@') {
            return new Address(local, "");
        }
        position++;
        skip();
        return new Address(local, domain());
    }

    private String localPart() throws MalformedException {
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
            } else {
                break;
            }
        }
        if (local.isEmpty()) {
            throw new MalformedException("missing or malformed local part (expected word or \"<\")");
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
        throw new MalformedException("unterminated quoted string");
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
        while (position < text.length() && isDomainText(text.charAt(position))) {
            position++;
        }
        String domain = text.substring(start, position);
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
        return c >= 128 || Character.isLetterOrDigit(c) || c == '-' || c == '.' || c == '_';
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
