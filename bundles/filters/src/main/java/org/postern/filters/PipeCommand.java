package org.postern.filters;

import org.postern.api.Context;
import org.postern.api.Text;
import org.postern.api.config.CommandWord;

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
        for (String word : CommandWord.texts(command)) {
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
}
