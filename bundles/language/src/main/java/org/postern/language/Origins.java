package org.postern.language;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How the lines of a configuration came to be what they are: by which files they were included, and by which
/// macros they were changed. Used by one thread.
final class Origins {
    private final Map<Integer, List<String>> macros = new HashMap<>();
    private final List<Inclusion> inclusions = new ArrayList<>();

    /// A file in another.
    ///
    /// @param first the order of its first line
    /// @param last that of its last
    /// @param at where it is included
    private record Inclusion(int first, int last, Place at) {}

    /// The lines from `first` to `last` are those of a file that is included at `at`.
    void included(int first, int last, Place at) {
        inclusions.add(new Inclusion(first, last, at));
    }

    /// The line at `place` was changed by macros.
    void macros(Place place, List<String> by) {
        if (!by.isEmpty()) {
            macros.merge(place.order(), by, (one, other) -> {
                List<String> both = new ArrayList<>(one);
                both.addAll(other);
                return both;
            });
        }
    }

    /// The end of a message about a place: ` (included at FILE:LINE; macro NAME of FILE:LINE)`, or the empty
    /// string.
    String of(Place place) {
        List<String> origins = new ArrayList<>();
        // An inner inclusion is complete before the one around it.
        for (Inclusion inclusion : inclusions) {
            if (place.order() >= inclusion.first() && place.order() <= inclusion.last()) {
                origins.add("included at " + inclusion.at());
            }
        }
        macros.getOrDefault(place.order(), List.of()).stream().distinct().forEach(origins::add);
        return origins.isEmpty() ? "" : " (" + String.join("; ", origins) + ")";
    }
}
