package org.postern.language;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.postern.core.BadConfiguration;
import org.postern.core.Problem;

/// Everything that is found wrong with a configuration while it is compiled. Used by one thread.
final class Problems {
    /// What is found beyond this many is not kept.
    private static final int LIMIT = 1000;

    private final List<Found> found = new ArrayList<>();
    private final Origins origins = new Origins();

    private record Found(Place place, Problem problem) {}

    /// How the lines came to be what they are.
    Origins origins() {
        return origins;
    }

    void error(Place place, String text) {
        add(place, false, text);
    }

    void error(Place place, Exception fault) {
        error(place, String.valueOf(fault.getMessage()));
    }

    void warning(Place place, String text) {
        add(place, true, text);
    }

    private void add(Place place, boolean warning, String text) {
        if (found.size() < LIMIT) {
            String oneLine = text.indexOf('\n') < 0
                    ? text
                    : text.lines().map(String::strip).collect(Collectors.joining("; "));
            Found one = new Found(place, new Problem(place.file(), place.line(), warning, oneLine));
            if (!found.contains(one)) {
                found.add(one);
            }
        }
    }

    /// All of them, in the order of the files.
    List<Problem> all() {
        return found.stream()
                .sorted(Comparator.comparingInt(one -> one.place().order()))
                .map(this::withOrigin)
                .toList();
    }

    private Problem withOrigin(Found one) {
        Problem problem = one.problem();
        String text = problem.text() + origins.of(one.place());
        return new Problem(problem.file(), problem.line(), problem.warning(), text);
    }

    /// Fails if there is an error.
    void check() throws BadConfiguration {
        if (found.stream().anyMatch(one -> !one.problem().warning())) {
            throw new BadConfiguration(all());
        }
    }
}
