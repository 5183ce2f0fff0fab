package org.postern.aclstandard;

import java.util.Locale;
import org.postern.api.Context;
import org.postern.api.Text;
import org.postern.api.config.Compiler;
import org.postern.api.config.ConfigException;
import org.postern.spi.AclCondition;

/// `condition = STRING`: the expanded string is a yes (`yes`, `true`, a number other than 0) or a no (`no`,
/// `false`, `0`, nothing); anything else is a fault of the configuration, and defers.
final class YesNoCondition implements AclCondition {
    @Override
    public String name() {
        return "condition";
    }

    @Override
    public Test compile(String argument, Compiler compiler) throws ConfigException {
        return AclCondition.expanding(argument, compiler, YesNoCondition::test);
    }

    private static Outcome test(Context context, Text value) {
        String word = value.value().strip().toLowerCase(Locale.ROOT);
        if (word.matches("-?\\d+")) {
            return Outcome.of(!word.matches("-?0+"));
        }
        return switch (word) {
            case "", "no", "false" -> Outcome.of(false);
            case "yes", "true" -> Outcome.of(true);
            default -> new Outcome.Defer("", "invalid \"condition\" value \"" + value + "\"");
        };
    }
}
