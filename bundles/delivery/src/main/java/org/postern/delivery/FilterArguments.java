package org.postern.delivery;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the words after `postern filter` say.
///
/// @param user the filter of a user: `-bf`, or the file that is named alone
/// @param system the system filter: `-bF` or `--system`
/// @param sender `-f`
/// @param domain `-bfd`
/// @param localPart `-bfl`
/// @param prefix `-bfp`
/// @param suffix `-bfs`
/// @param dotEnds whether a line with nothing but a dot ends the message; not with `-oi`
record FilterArguments(
        Optional<Path> user,
        Optional<Path> system,
        Optional<String> sender,
        Optional<String> domain,
        Optional<String> localPart,
        String prefix,
        String suffix,
        boolean dotEnds) {
    /// The words cannot be understood.
    static final class Misused extends Exception {
        private static final long serialVersionUID = 1;

        Misused(String message) {
            super(message);
        }
    }

    static FilterArguments parse(List<String> words) throws Misused {
        return new Parser(words).parse();
    }

    private static final class Parser {
        private final Deque<String> rest;
        private final Map<String, String> options = new LinkedHashMap<>();
        private final List<String> names = new ArrayList<>();
        private boolean dotEnds = true;

        Parser(List<String> words) {
            rest = new ArrayDeque<>(words);
        }

        FilterArguments parse() throws Misused {
            while (!rest.isEmpty()) {
                word(rest.removeFirst());
            }
            if (!names.isEmpty() && !options.containsKey("-bf") && !options.containsKey("-bF")) {
                options.put("-bf", names.removeFirst());
            }
            if (!names.isEmpty()) {
                throw new Misused("incompatible command-line options or arguments");
            }
            if (!options.containsKey("-bf") && !options.containsKey("-bF")) {
                throw new Misused("which filter? -bf FILE for that of a user, -bF FILE for the system filter");
            }
            return new FilterArguments(
                    option("-bf").map(Path::of),
                    option("-bF").map(Path::of),
                    option("-f"),
                    option("-bfd"),
                    option("-bfl"),
                    option("-bfp").orElse(""),
                    option("-bfs").orElse(""),
                    dotEnds);
        }

        private Optional<String> option(String name) {
            return Optional.ofNullable(options.get(name));
        }

        private void word(String word) throws Misused {
            switch (word) {
                case "-bf", "-bF", "-f", "-bfd", "-bfl", "-bfp", "-bfs" -> options.put(word, value(word));
                case "--system" -> options.put("-bF", value(word));
                case "-oi", "-i" -> dotEnds = false;
                default -> other(word);
            }
        }

        private void other(String word) throws Misused {
            if (word.startsWith("-")) {
                throw new Misused("unknown option " + word);
            } else {
                names.add(word);
            }
        }

        private String value(String option) throws Misused {
            if (rest.isEmpty()) {
                throw new Misused(option + ": a value is missing");
            }
            return rest.removeFirst();
        }
    }
}
