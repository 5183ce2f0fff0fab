package org.postern.aclstandard;

import java.util.Set;
import java.util.function.Function;
import org.postern.api.Phase;
import org.postern.api.config.Compiler;
import org.postern.api.config.ConfigException;
import org.postern.api.mail.Message;
import org.postern.spi.AclCondition;

/// A check of the message's header.
///
/// @param name as in `verify = name`
/// @param complaint what is wrong with the header, for the log; the empty string if nothing is
record HeaderVerification(String name, Function<Message, String> complaint) implements AclCondition {
    @Override
    public Form form() {
        return Form.VERIFY;
    }

    @Override
    public Set<Phase> phases() {
        return Phases.HEADER;
    }

    @Override
    public Test compile(String argument, Compiler compiler) throws ConfigException {
        NoOptions.check("verify = " + name, argument);
        return context -> {
            String wrong = context.message().map(complaint).orElse("");
            return wrong.isEmpty() ? Outcome.of(true) : new Outcome.NoMatch("", wrong);
        };
    }
}
