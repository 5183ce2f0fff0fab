package org.postern.aclstandard;

import java.util.Optional;
import java.util.Set;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Phase;
import org.postern.api.Text;
import org.postern.api.config.Compiler;
import org.postern.api.config.ConfigException;
import org.postern.api.config.MatchList;
import org.postern.api.mail.Matched;
import org.postern.spi.AclCondition;

/// A condition that holds if something is in a list, such as `domains = +local_domains`.
///
/// @param name of the condition
/// @param phases in which it may stand
/// @param type how the list is compiled
/// @param subject what is looked for; without it the condition does not hold
/// @param keep where the data of the match goes
/// @param <T> what is looked for
record ListCondition<T>(String name, Set<Phase> phases, Type<T> type, Subject<T> subject, Keep keep)
        implements AclCondition {
    /// How the list of a condition is compiled.
    @FunctionalInterface
    interface Type<T> {
        MatchList<T> compile(Compiler compiler, String list) throws ConfigException;
    }

    /// What a condition looks for.
    @FunctionalInterface
    interface Subject<T> {
        Optional<T> in(Context context);
    }

    /// Where the data of a match goes.
    @FunctionalInterface
    interface Keep {
        Matched keep(Matched before, Optional<Text> data);
    }

    @Override
    public Test compile(String argument, Compiler compiler) throws ConfigException {
        MatchList<T> list = type.compile(compiler, argument);
        return context -> {
            Optional<T> sought = subject.in(context);
            return sought.isPresent() ? test(list, sought.get(), context) : Outcome.of(false);
        };
    }

    private Outcome test(MatchList<T> list, T sought, Context context) throws ExpansionException {
        return switch (list.match(sought, context)) {
            case MatchList.Match.Matched(Text data) -> {
                context.put(Matched.SLOT, keep.keep(Matched.in(context), Optional.of(data)));
                yield Outcome.of(true);
            }
            case MatchList.Match.NotMatched() -> Outcome.of(false);
            case MatchList.Match.Deferred(String reason) -> new Outcome.Defer("", reason);
        };
    }
}
