package org.postern.filters;

import java.util.List;
import java.util.Optional;
import org.postern.api.config.Settings;
import org.postern.spi.Filter;

/// A Sieve filter, compiled.
///
/// @param router the options of the router that runs it
/// @param commands what it says
record SieveFilter(Optional<Settings> router, List<SieveCommand> commands) implements Filter {
    @Override
    public Result run(Run run) {
        SieveRun state = new SieveRun(run, router);
        try {
            SieveCommand.obey(commands, state);
            if (state.isKept()) {
                state.keepIt();
            }
            run.report(state.isKept() ? "Implicit keep" : "No implicit keep");
            return new Result(new Ending.Delivered(), state.actions());
        } catch (FilterFault e) {
            run.report(e.reason());
            return new Result(new Ending.Faulty(e.reason()), List.of());
        }
    }
}
