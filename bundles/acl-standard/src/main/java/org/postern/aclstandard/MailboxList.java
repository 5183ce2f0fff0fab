package org.postern.aclstandard;

import java.util.ArrayList;
import java.util.List;

/// The addresses of a To or Cc field (RFC 5322, 3.4), as `local@domain` without quotes, comments and names. What is
/// no
/// address is left out: this is for looking for a known address, not for judging the field.
final class MailboxList {
    private final String text;
    private int position;

    private MailboxList(String text) {
        this.text = text;
    }

    static List<String> addresses(String value) {
        MailboxList list = new MailboxList(value);
        List<String> addresses = new ArrayList<>();
        while (list.position < value.length()) {
            String address = list.next();
            if (address.indexOf('@') > 0) {
                addresses.add(address);
            }
        }
        return List.copyOf(addresses);
    }

    /// Reads up to a comma, or to the colon or semicolon of a group. What stands in angle brackets comes before what
    /// does not.
    private String next() {
        StringBuilder address = new StringBuilder();
        while (position < text.length()) {
            char c = text.charAt(position++);
            switch (c) {
                case ',', ':', ';' -> {
                    return address.toString();
                }
                case '<' -> {
                    return afterAngle();
                }
                case '(' -> comment();
                case '"' -> quoted(address);
                case ' ', '\t', '\r', '\n' -> {}
                default -> address.append(c);
            }
        }
        return address.toString();
    }

    private String afterAngle() {
        StringBuilder address = new StringBuilder();
        while (position < text.length()) {
            char c = text.charAt(position++);
            switch (c) {
                case '>' -> {
                    return address.toString();
                }
                case '(' -> comment();
                case '"' -> quoted(address);
                case ' ', '\t', '\r', '\n' -> {}
                default -> address.append(c);
            }
        }
        return address.toString();
    }

    private void comment() {
        int depth = 1;
        while (position < text.length() && depth > 0) {
            char c = text.charAt(position++);
            if (c == '\\') {
                position++;
            } else if (c == '(') {
                depth++;
            } else if (c == ')') {
                depth--;
            }
        }
    }

    private void quoted(StringBuilder address) {
        while (position < text.length()) {
            char c = text.charAt(position++);
            if (c == '"') {
                return;
            }
            if (c == '\\' && position < text.length()) {
                c = text.charAt(position++);
            }
            address.append(c);
        }
    }
}
