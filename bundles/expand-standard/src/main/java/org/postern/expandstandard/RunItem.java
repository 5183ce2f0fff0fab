package org.postern.expandstandard;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.api.Arguments;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Slot;
import org.postern.api.Text;
import org.postern.spi.Variable;

/// `${run{COMMAND ARGUMENTS}{YES}{NO}}`: the output of a program, and its exit status in `$runrc`. The words
/// are taken apart first and then expanded, each for itself; with `preexpand` the other way round. There is
/// no shell.
final class RunItem {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final Slot<Integer> STATUS = Slot.of(Slot.Lifetime.MESSAGE, "runrc");

    private final Surroundings environment;

    RunItem(Surroundings environment) {
        this.environment = environment;
    }

    List<Item> items() {
        return List.of(
                new Item("run", 1, (arguments, context) -> run(arguments, arguments.expandWords(0), context)),
                new Item("run,preexpand", 1, (arguments, context) -> run(arguments, preexpanded(arguments), context)));
    }

    static Variable status() {
        return Variable.of(
                "runrc",
                context -> Optional.of(
                        Text.trusted(Integer.toString(context.get(STATUS).orElse(0)))));
    }

    private static List<Text> preexpanded(Arguments arguments) throws ExpansionException {
        Text command = arguments.expand(0);
        if (command.tainted()) {
            throw ExpansionException.error("attempt to use tainted string '" + command + "' for run");
        }
        return CommandLine.split(command.value()).stream().map(Text::trusted).toList();
    }

    private Text run(Arguments arguments, List<Text> words, Context context) throws ExpansionException {
        if (words.isEmpty()) {
            context.put(STATUS, 0);
            return arguments.choose(Optional.of(Text.EMPTY));
        }
        if (words.getFirst().tainted()) {
            throw ExpansionException.error("Tainted '" + words.getFirst() + "' (command for run) not permitted");
        }
        Child.Result result = result(words, context);
        int status = result.status().orElseThrow(() -> ExpansionException.error("command timed out"));
        context.put(STATUS, status);
        if (status != 0) {
            return arguments.chooseFailure(Text.tainted(result.output()));
        }
        return arguments.choose(Optional.of(Text.tainted(result.output())));
    }

    private Child.Result result(List<Text> words, Context context) throws ExpansionException {
        List<String> command = new ArrayList<>();
        words.forEach(word -> command.add(word.value()));
        if (!command.getFirst().startsWith("/")) {
            return new Child.Result(Optional.of(Child.NOT_STARTED), "");
        }
        try {
            return Child.run(command, environment.all(context), LIMIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ExpansionException.defer("interrupted while " + command.getFirst() + " ran");
        }
    }
}
