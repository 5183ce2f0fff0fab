package org.postern.filters;

import java.util.List;
import java.util.Optional;
import org.postern.spi.Filter;

/// One command of an Exim filter. Safe for any number of threads.
@FunctionalInterface
interface EximCommand {
    /// Carries the command out; the ending if the filter ends here.
    Optional<Filter.Ending> obey(EximRun run) throws FilterFault;

    /// Carries out commands in order, until one ends the filter.
    static Optional<Filter.Ending> obey(List<EximCommand> commands, EximRun run) throws FilterFault {
        for (EximCommand command : commands) {
            Optional<Filter.Ending> ending = command.obey(run);
            if (ending.isPresent()) {
                return ending;
            }
        }
        return Optional.empty();
    }

    /// `if`, with its `elif` and `else` parts.
    ///
    /// @param condition of the first part
    /// @param then what is done if it holds
    /// @param otherwise what is done if not
    record If(EximCondition condition, List<EximCommand> then, List<EximCommand> otherwise) implements EximCommand {
        @Override
        public Optional<Filter.Ending> obey(EximRun run) throws FilterFault {
            return EximCommand.obey(condition.holds(run) ? then : otherwise, run);
        }
    }
}
