package org.postern.idna;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A line of IdnaTestV2.txt: a name, and what ToUnicode and ToASCII make of it.
///
/// @param id the number of the line
/// @param source the name
/// @param unicode what ToUnicode gives
/// @param unicodeErrors what it complains of
/// @param ascii what ToASCII gives, not transitionally
/// @param asciiErrors what it complains of
record IdnaTestLine(
        String id, String source, String unicode, Set<String> unicodeErrors, String ascii, Set<String> asciiErrors) {
    /// Reads the file.
    static List<IdnaTestLine> all(String file) {
        List<IdnaTestLine> all = new ArrayList<>();
        List<String> lines = file.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            Optional<IdnaTestLine> line = line("line-" + (i + 1), lines.get(i));
            line.ifPresent(all::add);
        }
        return all;
    }

    private static Optional<IdnaTestLine> line(String id, String text) {
        int comment = text.indexOf('#');
        String bare = comment < 0 ? text : text.substring(0, comment);
        if (bare.isBlank()) {
            return Optional.empty();
        }
        String[] columns = bare.split(";", -1);
        String source = field(columns[0], "");
        String unicode = field(columns[1], source);
        Set<String> unicodeErrors = errors(columns[2], Set.of());
        String ascii = field(columns[3], unicode);
        Set<String> asciiErrors = errors(columns[4], unicodeErrors);
        return Optional.of(new IdnaTestLine(id, source, unicode, unicodeErrors, ascii, asciiErrors));
    }

    private static String field(String column, String ifEmpty) {
        String text = column.strip();
        return switch (text) {
            case "" -> ifEmpty;
            case "\"\"" -> "";
            default -> unescaped(text);
        };
    }

    private static Set<String> errors(String column, Set<String> ifEmpty) {
        String text = column.strip();
        if (text.isEmpty()) {
            return ifEmpty;
        }
        String inner = text.substring(1, text.length() - 1).replace(" ", "");
        return inner.isEmpty() ? Set.of() : Set.of(inner.split(",", -1));
    }

    private static String unescaped(String text) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (text.startsWith("\\u", i)) {
                plain.append((char) Integer.parseInt(text, i + 2, i + 6, 16));
                i += 5;
            } else if (text.startsWith("\\x{", i)) {
                int close = text.indexOf('}', i);
                plain.appendCodePoint(Integer.parseInt(text, i + 3, close, 16));
                i = close;
            } else {
                plain.append(text.charAt(i));
            }
        }
        return plain.toString();
    }
}
