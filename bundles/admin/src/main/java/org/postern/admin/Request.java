package org.postern.admin;

import java.util.List;
import java.util.stream.Stream;

/// The words of one command, as they came over the control socket: one line, the words parted by tabs, in a
/// word `\\`, `\t` and `\n` for backslash, tab and newline.
///
/// @param command the first word
/// @param arguments the others
record Request(String command, List<String> arguments) {
    Request {
        arguments = List.copyOf(arguments);
    }

    static Request of(String line) {
        List<String> words =
                Stream.of(line.split("\t", -1)).map(Request::unescape).toList();
        return new Request(words.getFirst(), words.subList(1, words.size()));
    }

    private static String unescape(String word) {
        StringBuilder plain = new StringBuilder(word.length());
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (c == '\\' && i + 1 < word.length()) {
                i++;
                plain.append(
                        switch (word.charAt(i)) {
                            case 't' -> '\t';
                            case 'n' -> '\n';
                            default -> word.charAt(i);
                        });
            } else {
                plain.append(c);
            }
        }
        return plain.toString();
    }
}
