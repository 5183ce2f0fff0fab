package org.postern.filters;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.config.Expansions;
import org.postern.spi.Filter;

/// An Exim filter, compiled.
///
/// @param scope where it stands
/// @param commands what it says
record EximFilter(EximScope scope, List<EximCommand> commands) implements Filter {
    @Override
    public Result run(Run run) {
        Context context = run.context();
        Optional<Map<String, String>> forbidden = context.get(Expansions.FORBIDDEN);
        String charset = context.get(Expansions.HEADERS_CHARSET).orElse("");
        context.put(Expansions.FORBIDDEN, scope.forbidden());
        EximRun state = new EximRun(run, scope);
        Ending ending;
        try {
            ending = EximCommand.obey(commands, state).orElseGet(state::ending);
        } catch (FilterFault e) {
            ending = new Ending.Faulty(e.reason());
        } finally {
            context.put(Expansions.FORBIDDEN, forbidden.orElse(Map.of()));
            context.put(Expansions.HEADERS_CHARSET, charset);
        }
        if (scope.isSystem()) {
            state.state().save(context);
        }
        run.report(summary(ending));
        return new Result(ending, state.actions());
    }

    private static String summary(Ending ending) {
        return switch (ending) {
            case Ending.Delivered _ ->
                "Filtering set up at least one significant delivery or other action.\n"
                        + "No other deliveries will occur.";
            case Ending.NotDelivered _ ->
                "Filtering did not set up a significant delivery.\nNormal delivery will occur.";
            case Ending.Defer _ -> "Filtering ended by \"defer\".";
            case Ending.Fail _ -> "Filtering ended by \"fail\".";
            case Ending.Freeze _ -> "Filtering ended by \"freeze\".";
            case Ending.Faulty(String reason) -> "Filter error: " + reason;
        };
    }
}
