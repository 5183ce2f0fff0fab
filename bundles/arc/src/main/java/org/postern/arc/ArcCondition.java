package org.postern.arc;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Phase;
import org.postern.api.Text;
import org.postern.api.config.Compiler;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Expression;
import org.postern.api.config.Lists;
import org.postern.arc.ArcResult.State;
import org.postern.spi.AclCondition;

/// `verify = arc/LIST`: true if what the chain is worth is in the list. Where that cannot be known now it
/// defers.
final class ArcCondition implements AclCondition {
    private static final String ACCEPTED = "none:pass";

    private final ArcCheck check;

    ArcCondition(ArcCheck check) {
        this.check = check;
    }

    @Override
    public String name() {
        return "arc";
    }

    @Override
    public Form form() {
        return Form.VERIFY;
    }

    @Override
    public Set<Phase> phases() {
        return Set.of(Phase.DATA);
    }

    /// A list without `$` is checked here, any other when it has been expanded.
    @Override
    public Test compile(String argument, Compiler compiler) throws ConfigException {
        Expression expression = compiler.expression(argument.isBlank() ? ACCEPTED : argument);
        if (expression.isConstant()) {
            List<State> accepted = states(expression.source());
            return context -> outcome(accepted, context);
        }
        return context -> outcome(states(expression.expand(context)), context);
    }

    private static List<State> states(Text list) throws ExpansionException {
        try {
            return states(list.value());
        } catch (ConfigException e) {
            throw ExpansionException.error("verify = arc: " + e.getMessage());
        }
    }

    private static List<State> states(String list) throws ConfigException {
        List<State> states = new ArrayList<>();
        for (String word : Lists.split(list)) {
            states.add(
                    switch (word.toLowerCase(Locale.ROOT)) {
                        case "none" -> State.NONE;
                        case "fail" -> State.FAIL;
                        case "pass" -> State.PASS;
                        default ->
                            throw new ConfigException(
                                    "not a state of a chain: " + word + "; there are none, fail, pass");
                    });
        }
        if (states.isEmpty()) {
            throw new ConfigException("an empty list matches nothing; name states such as none:pass");
        }
        return states;
    }

    private Outcome outcome(List<State> accepted, Context context) throws ExpansionException {
        ArcResult result;
        try {
            result = check.result(context);
        } catch (IOException e) {
            throw ExpansionException.defer("arc: the message cannot be read: " + e.getMessage());
        }
        if (result.state() == State.TEMPERROR) {
            return new Outcome.Defer("", "arc cannot be verified now: " + result.reason());
        }
        if (accepted.contains(result.state())) {
            return new Outcome.Match();
        }
        String why = result.reason().isEmpty() ? "" : ": " + result.reason();
        return new Outcome.NoMatch("", "arc is " + result.state().label() + why);
    }
}
