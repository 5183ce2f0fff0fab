package org.postern.aclstandard;

import java.util.Set;
import org.postern.api.Phase;
import org.postern.api.config.Compiler;
import org.postern.api.config.ConfigException;
import org.postern.spi.AclModifier;

/// A control or modifier that is read as Exim reads it, but changes nothing here, or one of whose options
/// does not: the check of the configuration warns of it.
///
/// @param modifier what reads it
/// @param option the option; empty for all of it
/// @param reason why it changes nothing
record WithoutEffect(AclModifier modifier, String option, String reason) implements AclModifier {
    WithoutEffect(AclModifier modifier, String reason) {
        this(modifier, "", reason);
    }

    @Override
    public String name() {
        return modifier.name();
    }

    @Override
    public Form form() {
        return modifier.form();
    }

    @Override
    public Set<Phase> phases() {
        return modifier.phases();
    }

    @Override
    public Action compile(String argument, Compiler compiler) throws ConfigException {
        Action action = modifier.compile(argument, compiler);
        if (argument.contains(option)) {
            String what =
                    (form() == Form.CONTROL ? "control = " : "") + name() + (option.isEmpty() ? "" : "/" + option);
            compiler.warn(what + " has no effect: " + reason);
        }
        return action;
    }
}
