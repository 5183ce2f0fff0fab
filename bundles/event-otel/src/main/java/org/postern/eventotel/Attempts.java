package org.postern.eventotel;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.broadcast.Occurrence;

/// The attempts of messages that are on their way, as many as there is room for: the oldest messages are
/// forgotten.
/// Confined to one thread.
final class Attempts {
    private static final int MESSAGES = 2000;
    private static final int HOSTS = 16;

    private final Map<String, Map<String, Attempt>> byMessage = new LinkedHashMap<>();

    /// An attempt to deliver a message to a host begins. Those that it displaces come back.
    List<Attempt> begin(String message, String host, Occurrence beginning) {
        List<Attempt> displaced = byMessage.containsKey(message) ? List.of() : makeRoom();
        Map<String, Attempt> own = byMessage.computeIfAbsent(message, _ -> new LinkedHashMap<>());
        Optional<Attempt> former = Optional.ofNullable(own.remove(host));
        if (former.isEmpty() && own.size() >= HOSTS) {
            former = Optional.ofNullable(own.remove(own.keySet().iterator().next()));
        }
        own.put(host, new Attempt(beginning));
        return former.map(List::of).orElse(displaced);
    }

    private List<Attempt> makeRoom() {
        return byMessage.size() < MESSAGES
                ? List.of()
                : forget(byMessage.keySet().iterator().next());
    }

    /// The attempt at a host, if one began.
    Optional<Attempt> find(String message, String host) {
        return Optional.ofNullable(byMessage.getOrDefault(message, Map.of()).get(host));
    }

    /// The attempt at a host is over.
    void end(String message, String host) {
        Optional.ofNullable(byMessage.get(message)).ifPresent(own -> own.remove(host));
    }

    /// The message is gone. Its attempts come back.
    List<Attempt> forget(String message) {
        return Optional.ofNullable(byMessage.remove(message))
                .map(own -> List.copyOf(own.values()))
                .orElse(List.of());
    }
}
