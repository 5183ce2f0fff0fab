package org.postern.dmarc;

import java.util.Set;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Phase;
import org.postern.api.Text;
import org.postern.api.config.Compiler;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Expression;
import org.postern.spi.AclCondition;

/// The ACL condition `dmarc_status = reject : quarantine`: true if the result is in the list.
final class DmarcCondition implements AclCondition {
    private final DmarcCheck check;

    DmarcCondition(DmarcCheck check) {
        this.check = check;
    }

    @Override
    public String name() {
        return "dmarc_status";
    }

    @Override
    public Set<Phase> phases() {
        return Set.of(Phase.DATA);
    }

    /// A list without `$` is checked here, any other when it has been expanded.
    @Override
    public Test compile(String argument, Compiler compiler) throws ConfigException {
        Expression expression = compiler.expression(argument);
        if (expression.isConstant()) {
            StatusWords words = StatusWords.parse(expression.source());
            return context -> outcome(words, context);
        }
        return context -> outcome(words(expression.expand(context)), context);
    }

    private static StatusWords words(Text list) throws ExpansionException {
        try {
            return StatusWords.parse(list.value());
        } catch (ConfigException e) {
            throw ExpansionException.error("dmarc_status: " + e.getMessage());
        }
    }

    private Outcome outcome(StatusWords words, Context context) {
        DmarcResult result = check.result(context);
        return words.match(result.status())
                ? new Outcome.Match()
                : new Outcome.NoMatch("", "dmarc_status is " + result.status().label());
    }
}
