package org.postern.dkim;

import java.util.Set;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Phase;
import org.postern.api.Text;
import org.postern.api.config.Compiler;
import org.postern.api.config.ConfigException;
import org.postern.api.config.MatchList;
import org.postern.spi.AclCondition;

/// `dkim_signers = example.org : *.example.net`: the domain or identity that the DKIM ACL runs for is in the
/// list.
final class DkimSigners implements AclCondition {
    @Override
    public String name() {
        return "dkim_signers";
    }

    @Override
    public Set<Phase> phases() {
        return Set.of(Phase.DKIM);
    }

    @Override
    public Test compile(String argument, Compiler compiler) throws ConfigException {
        MatchList<Text> list = compiler.stringList(argument);
        return context -> test(list, context);
    }

    private static Outcome test(MatchList<Text> list, Context context) throws ExpansionException {
        Text signer = Text.tainted(context.get(Run.SLOT).map(Run::signer).orElse(""));
        return switch (list.match(signer, context)) {
            case MatchList.Match.Matched _ -> new Outcome.Match();
            case MatchList.Match.NotMatched _ -> new Outcome.NoMatch("", "");
            case MatchList.Match.Deferred deferred ->
                new Outcome.Defer("Temporary local problem - please try later", deferred.reason());
        };
    }
}
