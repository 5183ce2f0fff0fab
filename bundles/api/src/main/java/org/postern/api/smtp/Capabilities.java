package org.postern.api.smtp;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.postern.api.Slot;

/// What a server announced in its EHLO reply.
///
/// @param lines keyword, in upper case, to the text after it
public record Capabilities(Map<String, String> lines) {
    /// Of the server that a message is leaving to, in the context of its delivery.
    public static final Slot<Capabilities> OUTGOING = Slot.of(Slot.Lifetime.MESSAGE, "capabilities");

    /// What a server that knows only HELO can do.
    public static final Capabilities NONE = new Capabilities(Map.of());

    /// The map cannot be changed.
    public Capabilities {
        lines = Map.copyOf(lines);
    }

    /// Reads the lines of an EHLO reply, the first of which is the greeting.
    public static Capabilities of(List<String> reply) {
        Map<String, String> lines = new TreeMap<>();
        for (String line : reply.subList(Math.min(1, reply.size()), reply.size())) {
            String[] words = line.strip().split("[ =]", 2);
            lines.putIfAbsent(words[0].toUpperCase(Locale.ROOT), words.length > 1 ? words[1] : "");
        }
        return new Capabilities(lines);
    }

    /// The text after a keyword, or empty if it was not announced.
    public Optional<String> get(String keyword) {
        return Optional.ofNullable(lines.get(keyword));
    }

    /// Whether a keyword was announced.
    public boolean has(String keyword) {
        return lines.containsKey(keyword);
    }
}
