package org.postern.core;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How a command that needs no running server was called: with which configuration, at what time, and with
/// which words of its own. Such a command is a service of type `ToIntFunction<List<String>>`, from what
/// [#parse] reads to the exit status, with the property `postern.command=NAME`. It reads [System#in] and
/// writes [System#out] and [System#err] as they are when it is called: one process may carry out many.
///
/// @param source the configuration
/// @param clock what time it is
/// @param words what follows the command's name, without the options that all commands share
public record Invocation(ConfigSource source, InstantSource clock, List<String> words) {
    private static final String END = "--";

    /// The words cannot be changed.
    public Invocation {
        words = List.copyOf(words);
    }

    /// Reads `-C FILE [-D NAME=VALUE]... [--clock INSTANT] -- WORDS`, which is how the launcher hands them
    /// on.
    public static Invocation parse(List<String> arguments) {
        int end = arguments.indexOf(END);
        Map<String, String> macros = new LinkedHashMap<>();
        List<Path> files = new ArrayList<>();
        InstantSource clock = InstantSource.system();
        for (int i = 0; i + 1 < end; i += 2) {
            String value = arguments.get(i + 1);
            switch (arguments.get(i)) {
                case "-C" -> files.add(Path.of(value));
                case "-D" -> macros.put(before(value), after(value));
                case "--clock" -> clock = InstantSource.fixed(Instant.parse(value));
                default -> throw new IllegalArgumentException(arguments.get(i));
            }
        }
        if (end < 0 || end % 2 != 0 || files.size() != 1) {
            throw new IllegalArgumentException(String.join(" ", arguments));
        }
        return new Invocation(
                new ConfigSource(files.getFirst(), macros), clock, arguments.subList(end + 1, arguments.size()));
    }

    private static String before(String macro) {
        return macro.substring(0, macro.indexOf('='));
    }

    private static String after(String macro) {
        return macro.substring(macro.indexOf('=') + 1);
    }
}
