package org.postern.aclstandard;

import java.util.Set;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Phase;
import org.postern.api.Text;
import org.postern.api.config.Compiler;
import org.postern.api.config.ConfigException;
import org.postern.api.config.MatchList;
import org.postern.api.smtp.Session;
import org.postern.spi.AclCondition;

/// `authenticated = LIST`: the client has authenticated itself, by an authenticator in the list; `*` is any.
final class Authenticated implements AclCondition {
    @Override
    public String name() {
        return "authenticated";
    }

    @Override
    public Set<Phase> phases() {
        return Phases.AFTER_HELO;
    }

    @Override
    public Test compile(String argument, Compiler compiler) throws ConfigException {
        if (argument.strip().equals("*")) {
            return context -> Outcome.of(isAuthenticated(context));
        }
        MatchList<Text> list = compiler.stringList(argument);
        return context -> isAuthenticated(context) ? byMechanism(list, context) : Outcome.of(false);
    }

    private static boolean isAuthenticated(Context context) throws ExpansionException {
        boolean named = context.session()
                .map(Session::authenticatedId)
                .filter(id -> !id.isEmpty())
                .isPresent();
        // An authenticator without server_set_id gives no name.
        return named || context.variable("sender_host_authenticated").filter(text -> !text.isEmpty()).isPresent();
    }

    private Outcome byMechanism(MatchList<Text> list, Context context) throws ExpansionException {
        Text authenticator = context.variable("sender_host_authenticated").orElse(Text.EMPTY);
        return Matching.outcome(name(), list.match(authenticator, context));
    }
}
