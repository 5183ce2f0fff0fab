package org.postern.spf;

import java.util.Set;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Phase;
import org.postern.api.Text;
import org.postern.api.config.Compiler;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Expression;
import org.postern.spi.AclCondition;

/// An ACL condition such as `spf = fail : softfail`: true if the result is in the list.
final class SpfCondition implements AclCondition {
    /// Where the result comes from.
    interface Source {
        SpfResult result(Context context) throws ExpansionException;
    }

    private final String name;
    private final Source source;

    SpfCondition(String name, Source source) {
        this.name = name;
        this.source = source;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Set<Phase> phases() {
        return Set.of(Phase.MAIL, Phase.RCPT, Phase.PREDATA, Phase.MIME, Phase.DKIM, Phase.PRDR, Phase.DATA);
    }

    /// A list without `$` is checked here, any other when it has been expanded.
    @Override
    public Test compile(String argument, Compiler compiler) throws ConfigException {
        Expression expression = compiler.expression(argument);
        if (expression.isConstant()) {
            ResultWords words = ResultWords.parse(expression.source());
            return context -> outcome(words, context);
        }
        return context -> outcome(words(expression.expand(context)), context);
    }

    private ResultWords words(Text list) throws ExpansionException {
        try {
            return ResultWords.parse(list.value());
        } catch (ConfigException e) {
            throw ExpansionException.error(name + ": " + e.getMessage());
        }
    }

    private Outcome outcome(ResultWords words, Context context) throws ExpansionException {
        SpfResult result = source.result(context);
        if (words.match(result.code())) {
            return new Outcome.Match();
        }
        return new Outcome.NoMatch(
                "",
                name + " is " + result.code().label() + ": "
                        + SpfReport.of(result).comment());
    }
}
