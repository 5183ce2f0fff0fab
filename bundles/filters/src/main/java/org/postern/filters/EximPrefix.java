package org.postern.filters;

import java.util.Optional;
import java.util.Set;

/// The words `seen`, `unseen` and `noerror` before a command.
///
/// @param seen whether the command makes all other delivery needless; empty for what the command does anyway
/// @param isSilent whether nobody is told if it fails
record EximPrefix(Optional<Boolean> seen, boolean isSilent) {
    static final EximPrefix NONE = new EximPrefix(Optional.empty(), false);
    static final Set<String> WORDS = Set.of("seen", "unseen", "noerror");

    private static final Set<String> DELIVERIES = Set.of("deliver", "save", "pipe");
    private static final Set<String> SEEN = Set.of("deliver", "save", "pipe", "mail", "vacation", "finish");
    private static final Set<String> SILENT = Set.of("deliver", "save", "pipe", "mail", "vacation");

    EximPrefix with(String word) {
        return word.equals("noerror")
                ? new EximPrefix(seen, true)
                : new EximPrefix(Optional.of(word.equals("seen")), isSilent);
    }

    boolean isSeen(boolean anyway) {
        return seen.orElse(anyway);
    }

    /// Complains if the words cannot stand before this command.
    void check(String command, EximReader reader) throws FilterFault {
        if (equals(NONE)) {
            return;
        }
        String word = seen.map(yes -> yes ? "seen" : "unseen").orElse("noerror");
        if (command.isEmpty() || command.equals("elif") || command.equals("else") || command.equals("endif")) {
            throw reader.fault("\"" + word + "\" is not followed by a command");
        }
        boolean allowed =
                seen.map(yes -> (yes ? SEEN : DELIVERIES).contains(command)).orElse(true)
                        && (!isSilent || SILENT.contains(command));
        if (!allowed) {
            throw reader.fault("\"" + word + "\" cannot be used with \"" + command + "\"");
        }
    }
}
