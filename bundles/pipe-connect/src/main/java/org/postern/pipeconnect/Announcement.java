package org.postern.pipeconnect;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.postern.api.smtp.Capabilities;

/// What a server announces, as a hint: one line of `KEYWORD TEXT` fields with a tab between.
final class Announcement {
    /// The names that early pipelining has had.
    private static final List<String> KEYWORDS = List.of("PIPECONNECT", "PIPE_CONNECT", "X_PIPE_CONNECT");
    /// More than this is not kept.
    private static final int LIMIT = 4_096;

    private Announcement() {}

    /// The hint; the empty string if the server wants to speak first, or has too much to say.
    static String write(Capabilities capabilities) {
        if (KEYWORDS.stream().noneMatch(capabilities::has) || !capabilities.has("PIPELINING")) {
            return "";
        }
        StringBuilder text = new StringBuilder();
        new TreeMap<>(capabilities.lines())
                .forEach((keyword, rest) -> text.append(text.isEmpty() ? "" : "\t")
                        .append(keyword)
                        .append(' ')
                        .append(rest));
        boolean fits = text.length() <= LIMIT
                && text.chars().filter(c -> c == '\t').count()
                        < capabilities.lines().size();
        return fits ? text.toString() : "";
    }

    /// What `hint` says; empty if the server is not to be spoken to early.
    static Optional<Capabilities> read(String hint) {
        Map<String, String> lines = new TreeMap<>();
        for (String field : hint.split("\t", -1)) {
            int space = field.indexOf(' ');
            if (space > 0) {
                lines.put(field.substring(0, space), field.substring(space + 1));
            }
        }
        return lines.isEmpty() ? Optional.empty() : Optional.of(new Capabilities(lines));
    }
}
