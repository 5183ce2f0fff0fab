package org.postern.admin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.osgi.framework.BundleContext;
import org.postern.core.KnownWord;
import org.postern.core.KnownWord.Support;

/// What the command line understands of Exim's options: read from the script of the distribution.
///
/// @param commands those that stand for a command
/// @param missing commands that are not there yet
record CommandScript(Map<String, String> commands, Set<String> missing) {
    /// Those that the launcher takes whatever the command.
    private static final Set<String> LAUNCHER = Set.of("-C", "-D", "--version");
    /// `-be | -bem) command=expand ;;`
    private static final Pattern OPTION = Pattern.compile("(?m)^(-[-\\w| ]+)\\) command=(\\w+)");
    /// `config | send)` before `not in this version`
    private static final Pattern MISSING = Pattern.compile("(?m)^([\\w| ]+)\\)\\s+fail .*not in this version");

    static CommandScript of(BundleContext context) throws IOException {
        String distribution =
                Optional.ofNullable(context.getProperty("postern.dist")).orElse("");
        Path script = Path.of(distribution, "bin/postern");
        return Files.exists(script) ? of(Files.readString(script)) : new CommandScript(Map.of(), Set.of());
    }

    static CommandScript of(String script) {
        Map<String, String> commands = new TreeMap<>();
        OPTION.matcher(script).results().forEach(line -> {
            for (String option : words(line)) {
                commands.put(option, line.group(2));
            }
        });
        Set<String> missing = new HashSet<>();
        MISSING.matcher(script).results().forEach(line -> missing.addAll(Set.of(words(line))));
        return new CommandScript(Map.copyOf(commands), Set.copyOf(missing));
    }

    private static String[] words(MatchResult line) {
        return line.group(1).strip().split("\\s*\\|\\s*", -1);
    }

    /// A word as it is, unless it is an option of the command line.
    KnownWord known(KnownWord word) {
        if (!word.kind().equals("command line option")) {
            return word;
        }
        String option = word.name().split("[ <]", 2)[0];
        Optional<String> command = Optional.ofNullable(commands.get(option)).filter(name -> !missing.contains(name));
        boolean works = command.isPresent() || LAUNCHER.contains(option);
        return new KnownWord(
                word.kind(),
                word.name(),
                works ? Support.WORKS : Support.ABSENT,
                command.map(name -> "postern " + name).orElse(""));
    }
}
