package org.postern.language;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.postern.api.config.Option;

/// The options that one block may have, by their names. Several plugins may declare one name: each gets its
/// value.
final class Declared {
    private final Map<String, List<Entry>> byName = new LinkedHashMap<>();

    /// An option.
    ///
    /// @param option the option
    /// @param guard of the plugin that declares it; empty for the language itself
    /// @param synonym whether it is found by an older name
    record Entry(Option<?> option, Optional<Guard> guard, boolean synonym) {}

    void add(List<? extends Option<?>> options, Optional<Guard> guard) {
        for (Option<?> option : options) {
            add(option.name(), new Entry(option, guard, false));
            option.synonyms().forEach(older -> add(older, new Entry(option, guard, true)));
        }
    }

    private void add(String name, Entry entry) {
        byName.computeIfAbsent(name, _ -> new ArrayList<>()).add(entry);
    }

    /// The options that a name means.
    List<Entry> find(String name) {
        return byName.getOrDefault(name, List.of());
    }

    /// All options, each once.
    List<Entry> all() {
        return byName.values().stream()
                .flatMap(List::stream)
                .filter(entry -> !entry.synonym())
                .toList();
    }

    /// All names.
    Set<String> names() {
        return new TreeSet<>(byName.keySet());
    }
}
