package org.postern.admin;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.postern.core.BadConfiguration;
import org.postern.core.EffectiveOption;
import org.postern.core.Invocation;
import org.postern.core.Policy;
import org.postern.core.Snapshots;

/// `postern config [-n] [--json] [WORD...]`: the settings that are in force and where each comes from, as
/// `exim -bP` asks for them. Without a word, all of the main section; otherwise for each word: an option of
/// the main section; `+NAME`, a named list; `routers`, `transports`, `authenticators`, all blocks of a
/// kind; `router_list` and its like, their names; `router NAME` and its like, one block; `configure_file`;
/// `all`. Needs no running server.
@Component(service = ToIntFunction.class, property = "postern.command=config")
public final class ConfigCommand implements ToIntFunction<List<String>> {
    private static final List<String> KINDS = List.of("router", "transport", "authenticator");

    private final Snapshots snapshots;

    /// Reads with the plugins of `snapshots`.
    @Activate
    public ConfigCommand(@Reference Snapshots snapshots) {
        this.snapshots = snapshots;
    }

    /// 0 if all that was asked for is there.
    @Override
    public int applyAsInt(List<String> arguments) {
        Invocation call = Invocation.parse(arguments);
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.ISO_8859_1);
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.ISO_8859_1);
        try (Policy policy = snapshots.check(call.source())) {
            List<String> words = new ArrayList<>(call.words());
            boolean bare = words.remove("-n");
            boolean json = words.remove("--json");
            ConfigPrinter printer = new ConfigPrinter(out, bare);
            if (json) {
                printer.json(chosen(words, policy));
            } else {
                printer.lines(chosen(words, policy));
            }
            return 0;
        } catch (BadConfiguration e) {
            e.problems().stream().filter(problem -> !problem.warning()).forEach(err::println);
        } catch (CommandFailed e) {
            err.println("postern: " + e.getMessage());
        } finally {
            out.flush();
        }
        return 1;
    }

    private static List<EffectiveOption> chosen(List<String> words, Policy policy) throws CommandFailed {
        List<EffectiveOption> all = policy.effective();
        if (words.isEmpty()) {
            return only(all, option -> option.section().equals("main"));
        }
        List<EffectiveOption> chosen = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (KINDS.contains(word)) {
                i++;
                String name = i < words.size() ? words.get(i) : "";
                chosen.addAll(some(
                        only(
                                all,
                                option -> option.section().equals(word)
                                        && option.block().equals(name)),
                        word + " " + name));
            } else {
                chosen.addAll(some(named(word, policy), word));
            }
        }
        return chosen;
    }

    private static List<EffectiveOption> named(String word, Policy policy) {
        List<EffectiveOption> all = policy.effective();
        for (String kind : KINDS) {
            if (word.equals(kind + "s")) {
                return only(all, option -> option.section().equals(kind));
            }
            if (word.equals(kind + "_list")) {
                return all.stream()
                        .filter(option -> option.section().equals(kind))
                        .filter(option -> option.name().equals("driver"))
                        .map(ConfigCommand::block)
                        .toList();
            }
        }
        return switch (word) {
            case "all" -> all;
            case "configure_file" ->
                List.of(ConfigPrinter.fact(word, policy.source().main()));
            default ->
                word.startsWith("+")
                        ? only(all, option -> isList(option) && option.name().equals(word.substring(1)))
                        : only(
                                all,
                                option -> option.section().equals("main")
                                        && option.name().equals(word));
        };
    }

    /// The block that the option `driver` begins.
    private static EffectiveOption block(EffectiveOption driver) {
        return new EffectiveOption("", "", driver.section(), Optional.of(driver.block()), driver.place(), false);
    }

    private static boolean isList(EffectiveOption option) {
        return option.section().endsWith("list");
    }

    private static List<EffectiveOption> only(List<EffectiveOption> all, Predicate<EffectiveOption> which) {
        return all.stream().filter(which).toList();
    }

    private static List<EffectiveOption> some(List<EffectiveOption> found, String what) throws CommandFailed {
        if (found.isEmpty()) {
            throw new CommandFailed("config: there is no " + what);
        }
        return found;
    }
}
