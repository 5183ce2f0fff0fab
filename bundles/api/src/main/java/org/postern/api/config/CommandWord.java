package org.postern.api.config;

import java.util.ArrayList;
import java.util.List;

/// One word of a command, taken apart before anything in it is expanded (Exim's manual, 29.3).
///
/// @param text the word without its quotes
/// @param isLiteral whether it stood between single quotes
public record CommandWord(String text, boolean isLiteral) {
    /// The words of a command: separated by white space; between single quotes everything stands for itself,
    /// between double quotes a backslash makes the next character do so. White space within `${...}` does not
    /// end a word.
    public static List<CommandWord> split(String command) {
        List<CommandWord> words = new ArrayList<>();
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
            words.add(new CommandWord(word.toString(), c == '\''));
        }
        return List.copyOf(words);
    }

    /// The texts of the words of a command.
    public static List<String> texts(String command) {
        return split(command).stream().map(CommandWord::text).toList();
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
        int depth = 0;
        while (position < command.length() && (depth > 0 || !Character.isWhitespace(command.charAt(position)))) {
            char c = command.charAt(position++);
            word.append(c);
            if (depth > 0 && c == '\\' && position < command.length()) {
                word.append(command.charAt(position++));
            } else if (c == '{' && (depth > 0 || command.startsWith("${", position - 2))) {
                depth++;
            } else if (c == '}' && depth > 0) {
                depth--;
            }
        }
        return position;
    }
}
