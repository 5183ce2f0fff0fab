package org.postern.language;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postern.api.config.ConfigException;

/// The macros of a configuration (Exim's manual, 6.4): replaced one after the other, in the order of
/// definition.
final class Macros {
    /// How long a line may become.
    static final int LINE_LIMIT = 1 << 20;

    /// As long as a name may be in Exim.
    private static final int NAME_LIMIT = 255;

    private final Map<String, String> fixed;
    private final Map<String, String> values = new LinkedHashMap<>();
    private final Map<String, Place> places = new HashMap<>();
    private final Map<String, String> predefined;
    private final Set<String> used = new LinkedHashSet<>();

    /// @param fixed those of the command line, which no line of a file changes
    /// @param predefined names beginning with `_` that say what is there, and what they stand for
    Macros(Map<String, String> fixed, Map<String, String> predefined) {
        this.fixed = fixed;
        this.predefined = predefined;
        values.putAll(fixed);
    }

    /// The same macros, to which others can be added.
    Macros copy() {
        Macros copy = new Macros(fixed, predefined);
        copy.values.putAll(values);
        copy.places.putAll(places);
        return copy;
    }

    /// Whether `line` looks like a definition: a name with an upper-case initial, and `=`.
    static boolean isDefinition(String line) {
        return nameLength(line) > 0;
    }

    private static int nameLength(String line) {
        if (line.isEmpty() || line.charAt(0) < 'A' || line.charAt(0) > 'Z') {
            return 0;
        }
        int end = nameEnd(line, 0);
        int next = end;
        while (next < line.length() && Letters.isSpace(line.charAt(next))) {
            next++;
        }
        return next < line.length() && line.charAt(next) == '=' ? end : 0;
    }

    private static int nameEnd(String line, int start) {
        int end = start;
        while (end < line.length() && Letters.isWord(line.charAt(end))) {
            end++;
        }
        return end;
    }

    /// Takes a definition.
    void define(String line, Place place) throws ConfigException {
        String name = line.substring(0, nameLength(line));
        if (name.length() > NAME_LIMIT) {
            throw new ConfigException("the name of a macro is longer than " + NAME_LIMIT + " bytes");
        }
        String rest = line.substring(line.indexOf('=') + 1);
        boolean again = rest.startsWith("=");
        String value = (again ? rest.substring(1) : rest).strip();
        if (fixed.containsKey(name)) {
            return;
        }
        if (values.containsKey(name)) {
            if (!again) {
                throw new ConfigException("macro " + name + " is already defined"
                        + Optional.ofNullable(places.get(name))
                                .map(at -> " at " + at)
                                .orElse("")
                        + "; use == to redefine it");
            }
        } else {
            checkNew(name, again);
        }
        values.put(name, value);
        places.put(name, place);
    }

    private void checkNew(String name, boolean again) throws ConfigException {
        if (again) {
            throw new ConfigException(
                    "macro " + name + " is not defined yet; use = to define it" + Nearest.hint(name, values.keySet()));
        }
        for (int start = 0; start < name.length(); start++) {
            for (int end = start + 1; end <= name.length(); end++) {
                String part = name.substring(start, end);
                if (values.containsKey(part)) {
                    throw new ConfigException("macro " + name + " cannot be defined after " + part
                            + ", which is part of its name; define the longer name first");
                }
            }
        }
    }

    /// The line with its macros replaced.
    ///
    /// @param begins whether the line is not the continuation of another, so that it may be a definition,
    /// whose name stays
    String replace(String line, boolean begins) throws ConfigException {
        int start = begins ? nameLength(line) : 0;
        String text = line.indexOf('_', start) < 0 || predefined.isEmpty() ? line : replacePredefined(line, start);
        if (mayHaveMacro(text, start)) {
            for (Map.Entry<String, String> macro : values.entrySet()) {
                String before = text;
                text = replaceAll(text, start, macro.getKey(), macro.getValue());
                if (!before.equals(text)) {
                    used.add(macro.getKey());
                }
            }
        }
        return text;
    }

    /// Whether a macro stands in `text`.
    boolean occursIn(String text) {
        return !replacePredefined(text, 0).equals(text)
                || values.keySet().stream().anyMatch(text::contains);
    }

    /// Where the macros were defined that have been replaced since this was last asked.
    List<String> origins() {
        if (used.isEmpty()) {
            return List.of();
        }
        List<String> origins = used.stream()
                .map(name -> Optional.ofNullable(places.get(name))
                        .map(place -> "macro " + name + " of " + place)
                        .orElse("macro " + name + " of the command line"))
                .toList();
        used.clear();
        return origins;
    }

    private static boolean mayHaveMacro(String line, int start) {
        for (int i = start; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                return true;
            }
        }
        return false;
    }

    private static String replaceAll(String line, int start, String name, String value) throws ConfigException {
        int at = line.indexOf(name, start);
        if (at < 0) {
            return line;
        }
        StringBuilder text = new StringBuilder(line.length() + value.length());
        int from = 0;
        while (at >= 0) {
            text.append(line, from, at).append(value);
            if (text.length() > LINE_LIMIT) {
                throw new ConfigException(
                        "line is longer than " + LINE_LIMIT + " bytes after macro " + name + " is replaced");
            }
            from = at + name.length();
            at = line.indexOf(name, from);
        }
        return text.append(line, from, line.length()).toString();
    }

    private String replacePredefined(String line, int start) {
        StringBuilder text = new StringBuilder(line.length());
        int position = 0;
        while (position < line.length()) {
            int end = nameEnd(line, position);
            if (end == position) {
                text.append(line.charAt(position++));
                continue;
            }
            String word = line.substring(position, end);
            String value = predefined.getOrDefault(word, word);
            text.append(position >= start && word.charAt(0) == '_' ? value : word);
            position = end;
        }
        return text.toString();
    }
}
