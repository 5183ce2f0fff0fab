package org.postern.smtputf8;

import java.util.Set;
import org.postern.api.Phase;
import org.postern.api.config.Compiler;
import org.postern.api.config.ConfigException;
import org.postern.spi.AclModifier;

/// `control = utf8_downconvert/VALUE`: when the addresses of the message in hand are written in ASCII; 1
/// where no value is given.
final class DownconvertControl implements AclModifier {
    @Override
    public String name() {
        return "utf8_downconvert";
    }

    @Override
    public Form form() {
        return Form.CONTROL;
    }

    @Override
    public Set<Phase> phases() {
        return Set.of(Phase.RCPT, Phase.VRFY);
    }

    @Override
    public Action compile(String argument, Compiler compiler) throws ConfigException {
        Downconversion value = Downconversion.of(argument.isEmpty() ? "1" : argument)
                .orElseThrow(() -> new ConfigException("bad option value for control=utf8_downconvert: " + argument));
        return context -> context.put(Downconversion.CONTROL, value);
    }
}
