package org.postern.admin;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.postern.api.MailLog;
import org.postern.core.ConfigSource;

/// The words of a command that works with a configuration and without a server.
///
/// @param configuration `-C`, or the file that the command line named for all
/// @param macros each `-D`, or those that the command line named for all
/// @param sender `-f`
/// @param words the others, in order
record OfflineWords(Path configuration, Map<String, String> macros, Optional<String> sender, List<String> words) {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

    OfflineWords {
        macros = Map.copyOf(macros);
        words = List.copyOf(words);
    }

    /// What the command line said for all commands.
    static OfflineWords of(BundleContext context) {
        Map<String, String> macros = new LinkedHashMap<>();
        Optional.ofNullable(context.getProperty("postern.macros"))
                .ifPresent(lines -> lines.lines().forEach(line -> define(line, macros)));
        String file = Optional.ofNullable(context.getProperty("postern.config")).orElse("");
        return new OfflineWords(Path.of(file), macros, Optional.empty(), List.of());
    }

    /// The same with what the words of one command say.
    OfflineWords and(List<String> given) throws CommandFailed {
        Deque<String> rest = new ArrayDeque<>(given);
        Map<String, String> defined = new LinkedHashMap<>(macros);
        List<String> others = new ArrayList<>();
        Path file = configuration;
        Optional<String> from = sender;
        while (!rest.isEmpty()) {
            String word = rest.removeFirst();
            if (word.equals("-C")) {
                file = Path.of(next(word, rest));
            } else if (word.equals("-f")) {
                from = Optional.of(next(word, rest));
            } else if (word.equals("-D")) {
                define(next(word, rest), defined);
            } else if (word.startsWith("-D")) {
                define(word.substring(2), defined);
            } else if (word.equals("--")) {
                others.addAll(rest);
                rest.clear();
            } else {
                others.add(word);
            }
        }
        return new OfflineWords(file, defined, from, others);
    }

    private static String next(String option, Deque<String> rest) throws CommandFailed {
        if (rest.isEmpty()) {
            throw new CommandFailed(option + ": a value is missing");
        }
        return rest.removeFirst();
    }

    private static void define(String definition, Map<String, String> macros) {
        int equals = definition.indexOf('=');
        macros.put(
                (equals < 0 ? definition : definition.substring(0, equals)).strip(),
                equals < 0 ? "" : definition.substring(equals + 1).strip());
    }

    ConfigSource source() {
        return new ConfigSource(configuration, macros);
    }

    /// A log that shows its lines with the time.
    static MailLog shownOn(PrintStream out, InstantSource clock) {
        return (_, _, line) -> out.println(TIME.format(clock.instant().atZone(ZoneId.systemDefault())) + " " + line);
    }
}
