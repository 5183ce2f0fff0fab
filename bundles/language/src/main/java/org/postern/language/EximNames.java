package org.postern.language;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The words of Exim's language, supported here or not: those that are not give a warning instead of an
/// error.
final class EximNames {
    /// The kind of the lines that say when a predefined macro is there.
    private static final String PRESENCE = "presence macro";

    private final Map<String, Map<String, Word>> words = new HashMap<>();
    private final List<Presence> presences = new ArrayList<>();

    /// A word.
    ///
    /// @param type of an option, in Exim's words; otherwise empty
    /// @param standard the default of an option, otherwise empty
    record Word(String type, String standard) {}

    /// A macro that is there when another is.
    ///
    /// @param name of the macro
    /// @param with the other
    /// @param value what it stands for
    record Presence(String name, String with, String value) {}

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
        String[] fields = line.split("\t", 4);
        String third = fields.length > 2 ? fields[2] : "";
        String fourth = fields.length > 3 ? fields[3] : "";
        if (fields[0].equals(PRESENCE)) {
            presences.add(new Presence(fields[1], third, fourth.isEmpty() ? "y" : fourth));
            return;
        }
        words.computeIfAbsent(fields[0], _ -> new LinkedHashMap<>()).put(fields[1], new Word(third, fourth));
    }

    /// Whether Exim has `name` as a `kind`, such as `main option`.
    boolean has(String kind, String name) {
        return of(kind).contains(name);
    }

    /// What Exim says of an option that the blocks of `driver` have.
    Optional<Word> option(String kind, String driver, String name) {
        Map<String, Word> known = words.getOrDefault(kind, Map.of());
        return Optional.ofNullable(known.get(name)).or(() -> Optional.ofNullable(known.get(driver + "." + name)));
    }

    /// Every word of a kind; an option of one driver as `DRIVER.OPTION`.
    Set<String> of(String kind) {
        return words.getOrDefault(kind, Map.of()).keySet();
    }

    /// When predefined macros are there.
    List<Presence> presences() {
        return presences;
    }
}
