package org.postern.routers;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.postern.api.mail.MailboxParser;

/// Splits a redirection list into its items: separated by commas or newlines, a comment from `#` to the end
/// of the line (Exim's manual, 22.5). Commas count neither between double quotes nor inside parentheses and
/// angle brackets of an address.
final class RedirectList {
    private final String text;
    private final List<RedirectItem> items = new ArrayList<>();
    private int position;

    private RedirectList(String text) {
        this.text = text;
    }

    /// The items of a list.
    static List<RedirectItem> parse(String text) {
        RedirectList list = new RedirectList(text);
        while (list.position < text.length()) {
            list.next();
        }
        return List.copyOf(list.items);
    }

    private void next() {
        char c = text.charAt(position);
        if (c == ',' || Character.isWhitespace(c)) {
            position++;
            return;
        }
        if (c == '#') {
            line();
            return;
        }
        if (special(":fail:")) {
            items.add(new RedirectItem.Fail(afterWord(":fail:")));
            return;
        }
        if (special(":defer:")) {
            items.add(new RedirectItem.Defer(afterWord(":defer:")));
            return;
        }
        items.add(item(unquoted(word())));
    }

    private boolean special(String word) {
        return text.regionMatches(true, position, word, 0, word.length());
    }

    private String afterWord(String word) {
        position += word.length();
        return line();
    }

    private String line() {
        int end = text.indexOf('\n', position);
        String line = text.substring(position, end < 0 ? text.length() : end).strip();
        position = end < 0 ? text.length() : end + 1;
        return line;
    }

    private String word() {
        int start = position;
        boolean quoted = false;
        int depth = 0;
        while (position < text.length()) {
            char c = text.charAt(position);
            if (c == '\n' || (c == ',' && !quoted && depth == 0)) {
                break;
            }
            if (c == '\\' && position + 1 < text.length() && text.charAt(position + 1) != '\n') {
                position++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && (c == '(' || c == '<')) {
                depth++;
            } else if (!quoted && (c == ')' || c == '>')) {
                depth = Math.max(0, depth - 1);
            }
            position++;
        }
        return text.substring(start, position).strip();
    }

    /// Without the double quotes around all of the item, if they are.
    private static String unquoted(String word) {
        if (word.length() < 2 || !word.startsWith("\"") || !word.endsWith("\"")) {
            return word;
        }
        StringBuilder inner = new StringBuilder();
        for (int i = 1; i < word.length() - 1; i++) {
            char c = word.charAt(i);
            if (c == '"') {
                return word;
            }
            if (c == '\\' && i + 1 < word.length() - 1) {
                c = word.charAt(++i);
            }
            inner.append(c);
        }
        return inner.toString();
    }

    private static RedirectItem item(String word) {
        if (word.startsWith("|")) {
            return new RedirectItem.Pipe(word.substring(1).strip());
        }
        String lower = word.toLowerCase(Locale.ROOT);
        if (lower.equals(":blackhole:")) {
            return new RedirectItem.Blackhole();
        }
        if (lower.equals(":unknown:")) {
            return new RedirectItem.Unknown();
        }
        if (lower.startsWith(":include:")) {
            return new RedirectItem.Include(word.substring(9).strip());
        }
        if (word.startsWith("/") && !isAddressWithDomain(word)) {
            return new RedirectItem.File(word);
        }
        return new RedirectItem.Mailbox(word);
    }

    /// An X.400 address begins with a slash too.
    private static boolean isAddressWithDomain(String word) {
        return switch (MailboxParser.parse(word)) {
            case MailboxParser.Result.Parsed parsed -> !parsed.domain().isEmpty();
            case MailboxParser.Result.Malformed _ -> false;
        };
    }
}
