package org.postern.language;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.postern.api.config.ConfigException;
import org.postern.core.ConfigSource;

/// Reads a configuration and the files that it includes into logical lines: continuations are joined,
/// comments, conditional parts and macros are dealt with. Used by one thread.
final class SourceReader {
    private static final int INCLUDE_DEPTH = 20;
    private static final int TOTAL_LIMIT = 64 << 20;

    private final ConfigSource source;
    private final Macros macros;
    private final Problems problems;
    private final List<LogicalLine> lines = new ArrayList<>();
    private final Deque<Branch> branches = new ArrayDeque<>();
    private final StringBuilder joined = new StringBuilder();
    private final List<String> replaced = new ArrayList<>();
    private Place joinedAt = Place.NOWHERE;
    private int order;
    private int total;

    SourceReader(ConfigSource source, Macros macros, Problems problems) {
        this.source = source;
        this.macros = macros;
        this.problems = problems;
    }

    /// One `.ifdef` with its alternatives.
    private static final class Branch {
        private final Place place;
        private final boolean outer;
        private boolean active;
        private boolean taken;
        private boolean inElse;

        private Branch(Place place, boolean outer, boolean holds) {
            this.place = place;
            this.outer = outer;
            this.active = outer && holds;
            this.taken = holds;
        }
    }

    /// All logical lines. What is wrong is reported, and left out.
    List<LogicalLine> read() {
        try {
            file(source.main(), source.text(source.main()), 1);
        } catch (IOException e) {
            problems.error(new Place(source.main(), 1, 0), "cannot be read: " + reason(e));
        }
        flush();
        return lines;
    }

    private static String reason(IOException e) {
        return e instanceof NoSuchFileException ? "no such file" : e.toString();
    }

    private void file(String name, String text, int depth) {
        int open = branches.size();
        int number = 0;
        int start = 0;
        total += text.length();
        if (total > TOTAL_LIMIT) {
            problems.error(new Place(name, 1, ++order), "the configuration is longer than " + TOTAL_LIMIT + " bytes");
            return;
        }
        while (start < text.length()) {
            int end = text.indexOf('\n', start);
            end = end < 0 ? text.length() : end;
            physical(text.substring(start, end), new Place(name, ++number, ++order), depth);
            start = end + 1;
        }
        while (branches.size() > open) {
            problems.error(branches.pop().place, ".ifdef has no .endif in this file");
        }
    }

    private void physical(String line, Place place, int depth) {
        String text = line.strip();
        if (text.startsWith("#")) {
            return;
        }
        if (text.startsWith(".") && directive(text, place, depth)) {
            return;
        }
        if (!active()) {
            return;
        }
        try {
            text = macros.replace(text, joined.isEmpty());
        } catch (ConfigException e) {
            problems.error(place, e);
            return;
        }
        if (text.stripLeading().startsWith("#")) {
            return; // a macro made it a comment
        }
        replaced.addAll(macros.origins());
        join(text.stripTrailing(), place);
    }

    private boolean active() {
        return branches.isEmpty() || branches.peek().active;
    }

    private void join(String text, Place place) {
        if (joined.isEmpty()) {
            joinedAt = place;
        }
        boolean goesOn = text.endsWith("\\");
        joined.append(goesOn ? text.substring(0, text.length() - 1) : text);
        if (joined.length() > Macros.LINE_LIMIT) {
            problems.error(joinedAt, "line is longer than " + Macros.LINE_LIMIT + " bytes");
            joined.setLength(0);
        } else if (!goesOn) {
            flush();
        }
    }

    private void flush() {
        String text = joined.toString().strip();
        joined.setLength(0);
        problems.origins().macros(joinedAt, List.copyOf(replaced));
        replaced.clear();
        if (text.isEmpty()) {
            return;
        }
        if (!Macros.isDefinition(text)) {
            lines.add(new LogicalLine(joinedAt, text));
            return;
        }
        try {
            macros.define(text, joinedAt);
        } catch (ConfigException e) {
            problems.error(joinedAt, e);
        }
    }

    private boolean directive(String text, Place place, int depth) {
        String[] words = text.split("\\s+", 2);
        String argument = words.length > 1 ? words[1].strip() : "";
        switch (words[0]) {
            case ".ifdef", ".ifndef" ->
                branches.push(new Branch(place, active(), occurs(argument) == words[0].equals(".ifdef")));
            case ".elifdef", ".elifndef" -> elseIf(words[0], argument, place);
            case ".else" -> orElse(place);
            case ".endif" -> endIf(place);
            case ".include", ".include_if_exists" -> {
                if (active()) {
                    include(argument, words[0].equals(".include_if_exists"), place, depth);
                }
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean occurs(String argument) {
        return active() && macros.occursIn(argument);
    }

    private void elseIf(String word, String argument, Place place) {
        Branch branch = branches.peek();
        if (branch == null || branch.inElse) {
            problems.error(place, word + " has no .ifdef before it");
            return;
        }
        branch.active = branch.outer && !branch.taken;
        branch.active = branch.active && occurs(argument) == word.equals(".elifdef");
        branch.taken |= branch.active;
    }

    private void orElse(Place place) {
        Branch branch = branches.peek();
        if (branch == null || branch.inElse) {
            problems.error(place, ".else has no .ifdef before it");
            return;
        }
        branch.inElse = true;
        branch.active = branch.outer && !branch.taken;
    }

    private void endIf(Place place) {
        if (branches.poll() == null) {
            problems.error(place, ".endif has no .ifdef before it");
        }
    }

    private void include(String argument, boolean ifExists, Place place, int depth) {
        try {
            String name = unquoted(macros.replace(argument, false));
            problems.origins().macros(place, macros.origins());
            if (name.isEmpty()) {
                throw new ConfigException(".include needs the name of a file");
            }
            if (depth >= INCLUDE_DEPTH) {
                throw new ConfigException("files are included more than " + INCLUDE_DEPTH + " deep");
            }
            Path base = Path.of(place.file()).resolveSibling(name);
            String text = source.text(base.toString());
            int first = order + 1;
            file(base.toString(), text, depth + 1);
            problems.origins().included(first, order, place);
        } catch (NoSuchFileException e) {
            if (!ifExists) {
                problems.error(place, ".include: " + e.getMessage() + ": no such file");
            }
        } catch (IOException e) {
            problems.error(place, ".include: " + e);
        } catch (ConfigException | java.nio.file.InvalidPathException e) {
            problems.error(place, e);
        }
    }

    private static String unquoted(String name) {
        boolean quoted = name.length() > 1 && name.startsWith("\"") && name.endsWith("\"");
        return quoted ? name.substring(1, name.length() - 1) : name;
    }
}
