package org.postern.delivery;

import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.config.Compiler;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Expression;
import org.postern.core.MailContext;
import org.postern.delivery.VerifyOptions.Subject;
import org.postern.spi.AclCondition;

/// A verification of addresses with the options that all of them have.
abstract class AddressVerification implements AclCondition {
    private final Subject subject;

    AddressVerification(Subject subject) {
        this.subject = subject;
    }

    /// Verifies.
    abstract Outcome verify(VerifyOptions options, MailContext context) throws ExpansionException;

    @Override
    public final String name() {
        return subject.word();
    }

    @Override
    public final Form form() {
        return Form.VERIFY;
    }

    @Override
    public final Test compile(String argument, Compiler compiler) throws ConfigException {
        if (argument.indexOf('$') < 0) {
            VerifyOptions options = VerifyOptions.parse(subject, argument);
            return context -> verify(options, mail(context));
        }
        Expression expression = compiler.expression(argument);
        return context -> verify(expanded(expression, context), mail(context));
    }

    private VerifyOptions expanded(Expression expression, Context context) throws ExpansionException {
        try {
            return VerifyOptions.parse(subject, expression.expand(context).value());
        } catch (ConfigException e) {
            throw ExpansionException.defer(String.valueOf(e.getMessage()));
        }
    }

    private MailContext mail(Context context) throws ExpansionException {
        if (context instanceof MailContext mail) {
            return mail;
        }
        throw ExpansionException.defer("verify = " + name() + ": no configuration to verify with");
    }
}
