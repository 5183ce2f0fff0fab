package org.postern.launcher;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// A command with the options that all commands share.
///
/// @param command the first word
/// @param distribution where the bundles are
/// @param home `--home`, or the default
/// @param config `-C`
/// @param macros each `-D`, in order
/// @param dns `--dns`
/// @param clock `--clock`
/// @param words what else was given, in order, the command left out
record CommandLine(
        String command,
        Path distribution,
        Home home,
        Optional<Path> config,
        Map<String, String> macros,
        Optional<Path> dns,
        Optional<String> clock,
        List<String> words) {
    private static final Pattern MACRO = Pattern.compile("([A-Z]\\w*)(?:\\s*=\\s*([^\\n]*))?");

    CommandLine {
        words = List.copyOf(words);
    }

    /// Reads the arguments. The options may stand anywhere before `--`. What follows the first word of a
    /// `shell` command belongs to the shell, but for `--home`.
    static CommandLine parse(String[] arguments, Defaults defaults) throws UsageException {
        return new Parser(arguments, defaults).parse();
    }

    /// The configuration to use: the one that was named, else that of the home, else that of the
    /// distribution.
    Path configuration() {
        Path own = home.directory().resolve("conf/postern.conf");
        return config.orElseGet(() -> Files.exists(own) ? own : distribution.resolve("conf/default.conf"));
    }

    private static final class Parser {
        private final Deque<String> rest;
        private final Defaults defaults;
        private final Map<String, String> macros = new LinkedHashMap<>();
        private final List<String> words = new ArrayList<>();
        private Path home;
        private Optional<Path> config = Optional.empty();
        private Optional<Path> dns = Optional.empty();
        private Optional<String> clock = Optional.empty();
        private String command = "";

        Parser(String[] arguments, Defaults defaults) {
            this.rest = new ArrayDeque<>(Arrays.asList(arguments));
            this.defaults = defaults;
            this.home = defaults.home();
        }

        CommandLine parse() throws UsageException {
            while (!rest.isEmpty()) {
                word(rest.removeFirst());
            }
            if (command.isEmpty()) {
                throw new UsageException("which command? postern help lists them");
            }
            return new CommandLine(command, defaults.distribution(), new Home(home), config, macros, dns, clock, words);
        }

        private void word(String word) throws UsageException {
            if (word.equals("--home")) {
                home(value(word));
            } else if (word.startsWith("--home=")) {
                home(word.substring("--home=".length()));
            } else if (command.equals("shell") && !words.isEmpty()) {
                words.add(word);
            } else {
                option(word);
            }
        }

        private void option(String word) throws UsageException {
            switch (word) {
                case "-C" -> config = Optional.of(file(word));
                case "--dns" -> dns = Optional.of(file(word));
                case "--clock" -> clock = Optional.of(value(word));
                case "-D" -> macro(value(word));
                case "--" -> {
                    words.addAll(rest);
                    rest.clear();
                }
                default -> other(word);
            }
        }

        private void other(String word) throws UsageException {
            if (word.startsWith("-D")) {
                macro(word.substring(2));
            } else if (word.startsWith("-C")) {
                config = Optional.of(Path.of(word.substring(2)));
            } else if (command.isEmpty()) {
                command = word;
            } else {
                words.add(word);
            }
        }

        private void home(String directory) {
            home = Path.of(directory).toAbsolutePath().normalize();
        }

        private Path file(String option) throws UsageException {
            return Path.of(value(option));
        }

        private String value(String option) throws UsageException {
            if (rest.isEmpty()) {
                throw new UsageException(option + ": a value is missing");
            }
            return rest.removeFirst();
        }

        private void macro(String definition) throws UsageException {
            var match = MACRO.matcher(definition);
            if (!match.matches()) {
                throw new UsageException("-D " + definition + ": want NAME=VALUE, the name beginning with a capital");
            }
            macros.put(match.group(1), Optional.ofNullable(match.group(2)).orElse(""));
        }
    }
}
