package org.postern.filters;

import java.util.List;

/// A command of Sieve. Safe for any number of threads.
@FunctionalInterface
interface SieveCommand {
    /// Carries the command out; false if the filter ends here.
    boolean obey(SieveRun run) throws FilterFault;

    /// Carries out commands in order; false if one of them ended the filter.
    static boolean obey(List<SieveCommand> commands, SieveRun run) throws FilterFault {
        for (SieveCommand command : commands) {
            if (!command.obey(run)) {
                return false;
            }
        }
        return true;
    }
}
