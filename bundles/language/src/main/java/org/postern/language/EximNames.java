package org.postern.language;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The words of Exim's language, supported here or not: those that are not give a warning instead of an
/// error.
final class EximNames {
    private final Map<String, Set<String>> words = new HashMap<>();

    EximNames() {
        try (InputStream in = Optional.ofNullable(EximNames.class.getResourceAsStream("exim-names.txt"))
                        .orElseThrow(() -> new IllegalStateException("exim-names.txt is missing"));
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
            lines.lines().filter(line -> !line.startsWith("#")).forEach(this::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(String line) {
        int space = line.lastIndexOf(' ');
        words.computeIfAbsent(line.substring(0, space), _ -> new HashSet<>()).add(line.substring(space + 1));
    }

    /// Whether Exim has `name` as a `kind`, such as `main option`.
    boolean has(String kind, String name) {
        return words.getOrDefault(kind, Set.of()).contains(name);
    }

    /// Whether Exim has an option of this name for the blocks of `driver`.
    boolean hasOption(String kind, String driver, String name) {
        return has(kind, name) || has(kind, driver + "." + name);
    }

    /// Every word of a kind.
    Set<String> of(String kind) {
        return words.getOrDefault(kind, Set.of());
    }
}
