package org.postern.language;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postern.api.config.ConfigException;

/// The macros of a configuration (Exim's manual, 6.4): replaced one after the other, in the order of
/// definition.
final class Macros {
    /// How long a line may become.
    static final int LINE_LIMIT = 1 << 20;

    private final Map<String, String> fixed;
    private final Map<String, String> values = new LinkedHashMap<>();
    private final Map<String, Place> places = new HashMap<>();
    private final Set<String> predefined;

    /// @param fixed those of the command line, which no line of a file changes
    /// @param predefined names beginning with `_` that say what is there; each stands for `y`
    Macros(Map<String, String> fixed, Set<String> predefined) {
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
        for (String known : values.keySet()) {
            if (name.contains(known)) {
                throw new ConfigException("macro " + name + " cannot be defined after " + known
                        + ", which is part of its name; define the longer name first");
            }
        }
    }

    /// The line with its macros replaced; the name that a definition defines stays.
    String replace(String line) throws ConfigException {
        int start = nameLength(line);
        String text = line.indexOf('_', start) < 0 || predefined.isEmpty() ? line : replacePredefined(line, start);
        if (mayHaveMacro(text, start)) {
            for (Map.Entry<String, String> macro : values.entrySet()) {
                text = replaceAll(text, start, macro.getKey(), macro.getValue());
            }
        }
        return text;
    }

    /// Whether a macro stands in `text`.
    boolean occursIn(String text) throws ConfigException {
        return !replace(text).equals(text) || values.keySet().stream().anyMatch(text::contains);
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
            text.append(position >= start && word.charAt(0) == '_' && predefined.contains(word) ? "y" : word);
            position = end;
        }
        return text.toString();
    }
}
