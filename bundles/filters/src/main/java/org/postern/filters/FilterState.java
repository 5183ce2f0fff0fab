package org.postern.filters;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Slot;
import org.postern.api.Text;
import org.postern.spi.Contribution;
import org.postern.spi.Variable;

/// What the variables of a filter hold while it runs: `$n0` to `$n9` and `$thisaddress`; and `$sn0` to
/// `$sn9`, which the system filter leaves to the filters of users. Confined to the thread of its context.
final class FilterState {
    static final int NUMBERS = 10;

    private static final Slot<FilterState> SLOT = Slot.of(Slot.Lifetime.CONTEXT, "filter");
    private static final Slot<List<Integer>> SYSTEM = Slot.of(Slot.Lifetime.MESSAGE, "system-filter");

    private final int[] numbers = new int[NUMBERS];
    private Text thisAddress = Text.EMPTY;

    private FilterState() {}

    /// The state for a run that begins.
    static FilterState begin(Context context) {
        FilterState state = new FilterState();
        context.put(SLOT, state);
        return state;
    }

    /// The variables.
    static List<Contribution> variables() {
        List<Contribution> all = new ArrayList<>();
        for (int i = 0; i < NUMBERS; i++) {
            int index = i;
            all.add(Variable.of("n" + i, context -> Optional.of(running(context, index))));
            all.add(Variable.of("sn" + i, context -> number(context.get(SYSTEM).map(saved -> saved.get(index)))));
        }
        all.add(Variable.of("thisaddress", context -> context.get(SLOT).map(state -> state.thisAddress)));
        return all;
    }

    /// As Exim: where no filter runs there is no such variable.
    private static Text running(Context context, int index) throws ExpansionException {
        FilterState state = context.get(SLOT)
                .orElseThrow(() -> ExpansionException.error("unknown variable name \"n" + index + "\""));
        return Text.trusted(Integer.toString(state.numbers[index]));
    }

    private static Optional<Text> number(Optional<Integer> value) {
        return Optional.of(Text.trusted(Integer.toString(value.orElse(0))));
    }

    /// Adds to `$n` with this index.
    void add(int index, int number) {
        numbers[index] += number;
    }

    /// Keeps the numbers for the filters of users.
    void save(Context context) {
        List<Integer> saved = new ArrayList<>(NUMBERS);
        for (int number : numbers) {
            saved.add(number);
        }
        context.put(SYSTEM, List.copyOf(saved));
    }

    /// Sets `$thisaddress`.
    void thisAddress(Text address) {
        thisAddress = address;
    }
}
