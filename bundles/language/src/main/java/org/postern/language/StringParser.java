package org.postern.language;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.api.Text;

/// Compiles a string with its `$` items (Exim's manual, chapter 11). Used by one thread.
///
/// The grammar is Exim's: a string goes on to the first `}` that no item needs; a `{` alone is only a
/// character. What an item is, is decided while it is read, so that evaluation never parses again.
final class StringParser {
    private final Cursor cursor;
    private final Variables variables;
    private final Remedies remedies;
    private final ItemParser items;

    StringParser(String source, Environment environment, Remedies remedies) {
        this.cursor = new Cursor(source);
        this.variables = environment.variables();
        this.remedies = remedies;
        this.items = new ItemParser(cursor, environment, remedies, this);
    }

    /// The whole string.
    Node whole() throws SyntaxException {
        return string(false);
    }

    /// The whole string as a condition, without `${if` around it.
    Condition wholeCondition() throws SyntaxException {
        Condition condition = items.conditions().condition();
        cursor.skipSpace();
        if (!cursor.atEnd()) {
            throw new SyntaxException("text after the condition: " + cursor.rest());
        }
        return condition;
    }

    /// A string to the `}` that ends it, which is left, or to the end of the text.
    Node string(boolean inBraces) throws SyntaxException {
        cursor.enter();
        List<Node> parts = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        while (!cursor.atEnd() && !(inBraces && cursor.at('}'))) {
            char c = cursor.peek();
            if (c == '$') {
                flush(text, parts);
                cursor.position++;
                parts.add(dollar());
            } else if (c == '\\') {
                backslash(text);
            } else {
                text.append(c);
                cursor.position++;
            }
        }
        flush(text, parts);
        cursor.leave();
        return Node.of(merged(ended(parts)));
    }

    private static void flush(StringBuilder text, List<Node> parts) {
        if (!text.isEmpty()) {
            parts.add(Node.Constant.of(text.toString()));
            text.setLength(0);
        }
    }

    /// The parts up to the first zero byte that an escape made.
    private static List<Node> ended(List<Node> parts) {
        List<Node> kept = new ArrayList<>(parts.size());
        for (Node part : parts) {
            if (part instanceof Node.Constant(Text text) && text.value().indexOf('\0') >= 0) {
                kept.add(Node.Constant.of(Quoting.ended(text.value())));
                break;
            }
            kept.add(part);
        }
        return kept;
    }

    /// The parts without those that are empty for ever.
    private static List<Node> merged(List<Node> parts) {
        return parts.stream()
                .filter(part -> !(part instanceof Node.Constant(Text text) && text.isEmpty()))
                .toList();
    }

    private void backslash(StringBuilder text) throws SyntaxException {
        if (cursor.take("\\N")) {
            int end = cursor.text.indexOf("\\N", cursor.position);
            text.append(cursor.text, cursor.position, end < 0 ? cursor.text.length() : end);
            cursor.position = end < 0 ? cursor.text.length() : end + 2;
        } else if (cursor.position + 1 == cursor.text.length()) {
            throw new SyntaxException("\\ at end of string");
        } else {
            cursor.position = Quoting.escape(cursor.text, cursor.position, text);
        }
    }

    private Node dollar() throws SyntaxException {
        char c = cursor.peek();
        if (Letters.isDigit(c)) {
            int start = cursor.position;
            while (!cursor.atEnd() && Letters.isDigit(cursor.peek())) {
                cursor.position++;
            }
            return variables.find(cursor.text.substring(start, cursor.position)).orElse(Node.Constant.EMPTY);
        }
        if (Letters.isLetter(c)) {
            int start = cursor.position;
            String name = cursor.word();
            Optional<Node> header = header(name, start);
            return header.isPresent() ? header.get() : variable(name);
        }
        if (cursor.take('{')) {
            cursor.enter();
            Node item = items.item();
            cursor.leave();
            return item;
        }
        throw new SyntaxException("$ not followed by letter, digit, or {");
    }

    private Node variable(String name) throws SyntaxException {
        Optional<Node> found = variables.find(name);
        if (found.isPresent()) {
            return found.get();
        }
        return remedies.unknownVariable(name, "unknown variable name \"" + ItemParser.shown(name) + "\"", variables);
    }

    /// The header fields that the name at `start` stands for: it goes on to a colon, which is left out, or
    /// white space.
    private Optional<Node> header(String name, int start) {
        if (HeaderNode.form(name).isEmpty()) {
            return Optional.empty();
        }
        int end = start;
        while (end < cursor.text.length()) {
            char c = cursor.text.charAt(end);
            if (c <= ' ' || c >= 127 || c == ':') {
                break;
            }
            end++;
        }
        String whole = cursor.text.substring(start, end);
        cursor.position = end;
        cursor.openHeader |= !cursor.take(':');
        return variables.header(whole).map(node -> node);
    }
}
