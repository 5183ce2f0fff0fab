package org.postern.admin;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.postern.core.BadConfiguration;
import org.postern.core.ConfigSource;
import org.postern.core.Invocation;
import org.postern.core.KnownWord;
import org.postern.core.KnownWord.Support;
import org.postern.core.Policy;
import org.postern.core.Snapshots;

/// `postern words`: what becomes of each word of Exim's with the plugins that are there, as Markdown. Needs
/// no running server.
@Component(service = ToIntFunction.class, property = "postern.command=words")
public final class WordsCommand implements ToIntFunction<List<String>> {
    private static final List<Support> ORDER = List.of(Support.WORKS, Support.FEATURE, Support.WARNING, Support.ABSENT);

    private final Snapshots snapshots;
    private final CommandScript script;

    /// For the plugins of the snapshots, and the script of the distribution.
    @Activate
    public WordsCommand(BundleContext context, @Reference Snapshots snapshots) throws IOException {
        this(snapshots, CommandScript.of(context));
    }

    WordsCommand(Snapshots snapshots, CommandScript script) {
        this.snapshots = snapshots;
        this.script = script;
    }

    @Override
    public int applyAsInt(List<String> given) {
        PrintStream out = System.out;
        if (!Invocation.parse(given).words().isEmpty()) {
            System.err.println("postern: words: takes no arguments");
            return 1;
        }
        try (Policy policy = snapshots.check(ConfigSource.of("words", "", Map.of()))) {
            policy.words().stream()
                    .map(script::known)
                    .collect(Collectors.groupingBy(
                            WordsCommand::heading, java.util.LinkedHashMap::new, Collectors.toList()))
                    .forEach((heading, words) -> section(heading, words, out));
            return 0;
        } catch (BadConfiguration e) {
            e.problems().forEach(System.err::println);
            return 1;
        } finally {
            out.flush();
        }
    }

    private static String heading(KnownWord word) {
        if (!ofBlocks(word)) {
            return plural(word.kind());
        }
        int dot = word.name().indexOf('.');
        String place = word.kind().substring(0, word.kind().length() - " option".length());
        return dot > 0 ? "Options of the " + place + " " + word.name().substring(0, dot) : "Options of every " + place;
    }

    /// Whether it is an option of routers, transports or authenticators.
    private static boolean ofBlocks(KnownWord word) {
        return switch (word.kind()) {
            case "router option", "transport option", "authenticator option" -> true;
            default -> false;
        };
    }

    private static String name(KnownWord word) {
        return ofBlocks(word) ? word.name().substring(word.name().indexOf('.') + 1) : word.name();
    }

    private static String plural(String kind) {
        return Character.toUpperCase(kind.charAt(0)) + kind.substring(1) + "s";
    }

    private static void section(String heading, List<KnownWord> words, PrintStream out) {
        out.println("## " + heading);
        out.println();
        for (Support support : ORDER) {
            Map<String, String> names = new TreeMap<>();
            words.stream()
                    .filter(word -> word.support() == support)
                    .forEach(word -> names.put(name(word), word.note()));
            if (!names.isEmpty()) {
                out.println("- " + label(support) + " (" + names.size() + "): "
                        + names.entrySet().stream()
                                .map(name -> "`" + name.getKey() + "`"
                                        + (name.getValue().isEmpty() ? "" : " (" + name.getValue() + ")"))
                                .collect(Collectors.joining(", ")));
            }
        }
        out.println();
    }

    private static String label(Support support) {
        return switch (support) {
            case WORKS -> "works";
            case FEATURE -> "with a feature";
            case WARNING -> "accepted with a warning, no effect";
            case ABSENT -> "an error";
        };
    }
}
