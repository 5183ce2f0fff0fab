package org.postern.dkim;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Phase;
import org.postern.api.Text;
import org.postern.api.config.Compiler;
import org.postern.api.config.ConfigException;
import org.postern.api.config.MatchList;
import org.postern.spi.AclCondition;

/// `dkim_status = pass : fail : invalid : none : temperror`: one of the results is in the list.
final class DkimStatus implements AclCondition {
    @Override
    public String name() {
        return "dkim_status";
    }

    @Override
    public Set<Phase> phases() {
        return Set.of(Phase.DKIM, Phase.MIME, Phase.PRDR, Phase.DATA);
    }

    @Override
    public Test compile(String argument, Compiler compiler) throws ConfigException {
        MatchList<Text> list = compiler.stringList(argument);
        return context -> test(list, context);
    }

    private static Outcome test(MatchList<Text> list, Context context) throws ExpansionException {
        Optional<Run> run = context.get(Run.SLOT);
        List<String> words = new ArrayList<>(run.map(Run::statuses).orElse(List.of("none")));
        if (run.map(Run::temporary).orElse(false)) {
            words.addFirst("temperror");
        }
        for (String word : words) {
            switch (list.match(Text.trusted(word), context)) {
                case MatchList.Match.Matched _ -> {
                    return new Outcome.Match();
                }
                case MatchList.Match.Deferred deferred -> {
                    return new Outcome.Defer("Temporary local problem - please try later", deferred.reason());
                }
                case MatchList.Match.NotMatched _ -> {}
            }
        }
        return new Outcome.NoMatch("", "");
    }
}
