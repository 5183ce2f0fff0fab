package org.postern.aclstandard;

import java.util.Set;
import org.postern.api.Context;
import org.postern.api.Phase;
import org.postern.api.Text;
import org.postern.api.config.Compiler;
import org.postern.api.config.ConfigException;
import org.postern.api.mail.Message;
import org.postern.api.smtp.ErrorDetails;
import org.postern.spi.AclCondition;

/// A check of the message's header.
///
/// @param name as in `verify = name`
/// @param reader makes the check of the options
record HeaderVerification(String name, Reader reader) implements AclCondition {
    /// A check.
    @FunctionalInterface
    interface Check {
        /// What is wrong with the message, for the log; the empty string if nothing is.
        String complaint(Message message, Context context);
    }

    /// Makes a check.
    @FunctionalInterface
    interface Reader {
        Check read(String options) throws ConfigException;
    }

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
        Check check = reader.read(argument);
        return context -> {
            String wrong = context.message()
                    .map(message -> check.complaint(message, context))
                    .orElse("");
            if (wrong.isEmpty()) {
                return Outcome.of(true);
            }
            context.put(ErrorDetails.VERIFY_MESSAGE, Text.tainted(wrong));
            boolean details = context.setting(ErrorDetails.SMTP_RETURN_ERROR_DETAILS);
            return new Outcome.NoMatch(details ? "Rejected after DATA: " + wrong : "", wrong);
        };
    }
}
