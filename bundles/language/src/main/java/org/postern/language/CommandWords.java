package org.postern.language;

import java.util.ArrayList;
import java.util.List;

/// Takes a command apart before it is expanded: at white space outside quotes and `${...}`.
final class CommandWords {
    private final String text;
    private final Environment environment;
    private int position;

    private CommandWords(String text, Environment environment) {
        this.text = text;
        this.environment = environment;
    }

    /// The words of a command, each compiled for itself. What stands in `'...'` is taken as it is; in
    /// `"..."` a backslash protects a character.
    static List<Node> of(String text, Environment environment) throws SyntaxException {
        return new CommandWords(text, environment).all();
    }

    private List<Node> all() throws SyntaxException {
        List<Node> words = new ArrayList<>();
        while (true) {
            while (position < text.length() && Letters.isSpace(text.charAt(position))) {
                position++;
            }
            if (position == text.length()) {
                return List.copyOf(words);
            }
            char first = text.charAt(position);
            words.add(
                    switch (first) {
                        case '\'' -> Node.Constant.of(quoted(first));
                        case '"' -> environment.compileNow(quoted(first));
                        default -> environment.compileNow(plain());
                    });
        }
    }

    private String quoted(char quote) {
        StringBuilder word = new StringBuilder();
        position++;
        while (position < text.length()) {
            char c = text.charAt(position++);
            if (c == quote) {
                break;
            }
            boolean escaped = quote == '"' && c == '\\' && position < text.length();
            word.append(escaped ? text.charAt(position++) : c);
        }
        return word.toString();
    }

    private String plain() {
        int start = position;
        int depth = 0;
        while (position < text.length() && (depth > 0 || !Letters.isSpace(text.charAt(position)))) {
            char c = text.charAt(position);
            depth += c == '{' ? 1 : c == '}' && depth > 0 ? -1 : 0;
            position += c == '\\' ? 2 : 1;
        }
        position = Math.min(position, text.length());
        return text.substring(start, position);
    }
}
