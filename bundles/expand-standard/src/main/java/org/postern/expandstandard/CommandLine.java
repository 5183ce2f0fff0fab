package org.postern.expandstandard;

import java.util.ArrayList;
import java.util.List;

/// Splits a command into words: at white space, but not within `'...'`, where all is as it stands, or
/// `"..."`, where a backslash protects a character.
final class CommandLine {
    private CommandLine() {}

    static List<String> split(String command) {
        List<String> words = new ArrayList<>();
        int position = 0;
        while (true) {
            while (position < command.length() && Character.isWhitespace(command.charAt(position))) {
                position++;
            }
            if (position == command.length()) {
                return List.copyOf(words);
            }
            StringBuilder word = new StringBuilder();
            position = word(command, position, word);
            words.add(word.toString());
        }
    }

    private static int word(String command, int start, StringBuilder word) {
        char quote = command.charAt(start);
        int position = quote == '\'' || quote == '"' ? start + 1 : start;
        while (position < command.length()) {
            char c = command.charAt(position);
            if (position > start && c == quote && (quote == '\'' || quote == '"')) {
                return position + 1;
            }
            if (quote == '"' && c == '\\' && position + 1 < command.length()) {
                c = command.charAt(++position);
            } else if (quote != '"' && quote != '\'' && Character.isWhitespace(c)) {
                return position;
            }
            word.append(c);
            position++;
        }
        return position;
    }
}
