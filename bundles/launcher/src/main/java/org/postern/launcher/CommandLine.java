package org.postern.launcher;

import java.nio.charset.StandardCharsets;
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
import java.util.TreeMap;
import java.util.regex.Pattern;

/// A command with the options that all commands share.
///
/// @param command the first word
/// @param distribution where the bundles are
/// @param home `--home`, or the default
/// @param config `-C`
/// @param macros each `-D`, in order
/// @param world `--dns`, `--hostname`, `--interfaces`, `--accounts`: another world than the machine's, as
/// framework properties
/// @param clock `--clock`
/// @param words what else was given, in order, the command left out
record CommandLine(
        String command,
        Path distribution,
        Home home,
        Optional<Path> config,
        Map<String, String> macros,
        Map<String, String> world,
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

    /// What all commands share in one form, then `--`, then the words: what a command is called with (see
    /// `Invocation` in the core).
    List<String> invocation() {
        List<String> arguments = new ArrayList<>(List.of("-C", configuration().toString()));
        allMacros().forEach((name, value) -> arguments.addAll(List.of("-D", name + "=" + value)));
        clock.ifPresent(instant -> arguments.addAll(List.of("--clock", instant)));
        arguments.add("--");
        arguments.addAll(words);
        return arguments;
    }

    /// The same with words of which each `char` is a byte, as in all mail and configuration.
    CommandLine inBytes() {
        List<String> bytes = words.stream()
                .map(word -> new String(word.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1))
                .toList();
        return new CommandLine(command, distribution, home, config, macros, world, clock, bytes);
    }

    /// The macros of the command line and `POSTERN_HOME`.
    Map<String, String> allMacros() {
        Map<String, String> all =
                new TreeMap<>(Map.of("POSTERN_HOME", home.directory().toString()));
        all.putAll(macros);
        return all;
    }

    private static final class Parser {
        private final Deque<String> rest;
        private final Defaults defaults;
        private final Map<String, String> macros = new LinkedHashMap<>();
        private final List<String> words = new ArrayList<>();
        private Path home;
        private Optional<Path> config = Optional.empty();
        private final Map<String, String> world = new LinkedHashMap<>();
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
            return new CommandLine(
                    command, defaults.distribution(), new Home(home), config, macros, world, clock, words);
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
                case "--dns" -> world.put("postern.dns.file", value(word));
                case "--hostname" -> world.put("postern.hostname", value(word));
                case "--interfaces" -> world.put("postern.interfaces", value(word));
                case "--accounts" -> world.put("postern.accounts", value(word));
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
