package org.postern.filters;

import java.util.ArrayList;
import java.util.List;
import org.postern.api.Context;
import org.postern.api.Text;

/// The command of `pipe`: split into words first, each of them expanded then, so that no value becomes more
/// than one word; quoted again for who splits it to run it.
///
/// @param command as it stands in the filter
/// @param scope for the words
record PipeCommand(String command, EximScope scope) {
    /// The command with its words expanded. It is tainted if the name of the program is.
    Text expand(Context context) throws FilterFault {
        StringBuilder line = new StringBuilder();
        boolean tainted = false;
        for (String word : words()) {
            Text value = scope.string(word).expand(context, "\"pipe\" command");
            tainted |= line.isEmpty() && value.tainted();
            line.append(line.isEmpty() ? "" : " ").append(quoted(value.value()));
        }
        return new Text(line.toString(), tainted);
    }

    private static String quoted(String word) {
        boolean plain = !word.isEmpty() && word.chars().noneMatch(c -> c <= ' ' || c == '"' || c == '\'' || c == '\\');
        return plain
                ? word
                : '"' + word.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }

    private List<String> words() {
        List<String> words = new ArrayList<>();
        int position = 0;
        while (position < command.length()) {
            char c = command.charAt(position);
            if (Character.isWhitespace(c)) {
                position++;
                continue;
            }
            StringBuilder word = new StringBuilder();
            position = c == '"' ? quotedWord(position + 1, word) : word(position, c, word);
            words.add(word.toString());
        }
        return words;
    }

    private int quotedWord(int start, StringBuilder word) {
        int position = start;
        while (position < command.length() && command.charAt(position) != '"') {
            if (command.charAt(position) == '\\' && position + 1 < command.length()) {
                position++;
            }
            word.append(command.charAt(position++));
        }
        return position + 1;
    }

    /// A word in single quotes, or up to white space that is not within `${...}`.
    private int word(int start, char first, StringBuilder word) {
        if (first == '\'') {
            int end = command.indexOf('\'', start + 1);
            int stop = end < 0 ? command.length() : end;
            word.append(command, start + 1, stop);
            return stop + 1;
        }
        int position = start;
        int depth = 0;
        while (position < command.length() && (depth > 0 || !Character.isWhitespace(command.charAt(position)))) {
            char c = command.charAt(position++);
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            word.append(c);
        }
        return position;
    }
}
