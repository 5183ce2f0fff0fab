package org.postern.itests;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// A program that expands the strings that it reads, a line each: `exim -be` or `postern expand`.
///
/// @param command the program with its options
record ExpansionPeer(List<String> command) {
    /// What it makes of each string.
    List<String> expand(List<String> strings) throws IOException {
        StringBuilder input = new StringBuilder();
        for (int i = 0; i < strings.size(); i++) {
            input.append(strings.get(i)).append('\n').append(mark(i)).append('\n');
        }
        String output = Command.run(command, input.toString()).output();
        List<String> answers = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < strings.size(); i++) {
            int end = output.indexOf(mark(i), start);
            if (end < 0) {
                throw new IOException("no answer to " + strings.get(i) + ": " + output.substring(start));
            }
            answers.add(plain(output.substring(start, end)));
            start = end + mark(i).length() + 1;
        }
        return answers;
    }

    private static String mark(int number) {
        return "@@" + number + "@@";
    }

    /// Without prompts, lines of a log, and reasons that each words in its own way.
    private static String plain(String answer) {
        return answer.replaceAll("(?m)^(> )+", "")
                .replaceAll("(?m)^\\d{4}-\\d\\d-\\d\\d .*\\n", "")
                .replaceAll("(?s) gave DEFER: .*", " gave DEFER")
                .replaceAll("(?s)(unable to complete match against \"[^\"]*\"): .*", "$1")
                .replace("\\\\", "\\")
                .strip();
    }
}
