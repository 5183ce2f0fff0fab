package org.postern.transports;

import java.util.ArrayList;
import java.util.List;

/// The words of a command: separated by white space; between single quotes everything stands for itself,
/// between double quotes a backslash makes the next character do so.
final class CommandWords {
    private CommandWords() {}

    static List<String> split(String command) {
        List<String> words = new ArrayList<>();
        int position = 0;
        while (position < command.length()) {
            char c = command.charAt(position);
            if (Character.isWhitespace(c)) {
                position++;
                continue;
            }
            StringBuilder word = new StringBuilder();
            position = switch (c) {
                case '\'' -> literal(command, position + 1, word);
                case '"' -> quoted(command, position + 1, word);
                default -> plain(command, position, word);
            };
            words.add(word.toString());
        }
        return List.copyOf(words);
    }

    private static int literal(String command, int start, StringBuilder word) {
        int end = command.indexOf('\'', start);
        word.append(command, start, end < 0 ? command.length() : end);
        return end < 0 ? command.length() : end + 1;
    }

    private static int quoted(String command, int start, StringBuilder word) {
        int position = start;
        while (position < command.length() && command.charAt(position) != '"') {
            if (command.charAt(position) == '\\' && position + 1 < command.length()) {
                position++;
            }
            word.append(command.charAt(position++));
        }
        return Math.min(command.length(), position + 1);
    }

    private static int plain(String command, int start, StringBuilder word) {
        int position = start;
        while (position < command.length() && !Character.isWhitespace(command.charAt(position))) {
            word.append(command.charAt(position++));
        }
        return position;
    }
}
