package org.postern.language;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.spi.ExpansionCondition;
import org.postern.spi.ExpansionItem;
import org.postern.spi.ExpansionOperator;
import org.postern.spi.Variable;

/// Parts of a string that plugins expand, called through their guards.
final class PluginNode {
    private PluginNode() {}

    /// A variable.
    ///
    /// @param provided the variable
    record OfVariable(Provided<Variable> provided) implements Node {
        @Override
        public Text expand(Context context) throws ExpansionException {
            Variable variable = provided.contribution();
            provided.guard().enter(variable.name());
            try {
                return variable.read(context).orElse(Text.EMPTY);
            } catch (RuntimeException | LinkageError | StackOverflowError e) {
                throw provided.guard().fault("$" + variable.name(), e);
            }
        }

        /// The certificate that it stands for.
        Optional<X509Certificate> certificate(Context context) throws ExpansionException {
            Variable variable = provided.contribution();
            provided.guard().enter(variable.name());
            try {
                return variable.certificate(context);
            } catch (RuntimeException | LinkageError | StackOverflowError e) {
                throw provided.guard().fault("$" + variable.name(), e);
            }
        }
    }

    /// An item.
    ///
    /// @param provided the item
    /// @param groups its arguments
    /// @param fail whether `fail` stands at the end
    record OfItem(Provided<ExpansionItem> provided, List<Group> groups, boolean fail) implements Node {
        @Override
        public Text expand(Context context) throws ExpansionException {
            ExpansionItem item = provided.contribution();
            Scope.permit(item.name(), context);
            provided.guard().enter(item.name());
            try {
                return item.expand(new ItemArguments(item.name(), groups, fail, context), context);
            } catch (RuntimeException | LinkageError | StackOverflowError e) {
                throw provided.guard().fault("${" + item.name() + "}", e);
            }
        }
    }

    /// An operator.
    ///
    /// @param provided the operator
    /// @param arguments the words after underscores
    /// @param subject what it is applied to
    record OfOperator(Provided<ExpansionOperator> provided, List<String> arguments, Node subject) implements Node {
        @Override
        public Text expand(Context context) throws ExpansionException {
            ExpansionOperator operator = provided.contribution();
            Optional<X509Certificate> certificate =
                    subject instanceof OfVariable variable ? variable.certificate(context) : Optional.empty();
            Text text = subject.expand(context);
            provided.guard().enter(operator.name());
            try {
                Optional<Text> ofCertificate =
                        certificate.isPresent() ? operator.apply(certificate.get(), arguments) : Optional.empty();
                return ofCertificate.isPresent() ? ofCertificate.get() : operator.apply(text, arguments, context);
            } catch (RuntimeException | LinkageError | StackOverflowError e) {
                throw provided.guard().fault("${" + operator.name() + ":}", e);
            }
        }
    }

    /// A condition.
    ///
    /// @param provided the condition
    /// @param groups its arguments
    record OfCondition(Provided<ExpansionCondition> provided, List<Group> groups) implements Condition {
        @Override
        public boolean test(Context context) throws ExpansionException {
            ExpansionCondition condition = provided.contribution();
            Scope.permit(condition.name(), context);
            provided.guard().enter(condition.name());
            try {
                return condition.test(new ItemArguments(condition.name(), groups, false, context), context);
            } catch (RuntimeException | LinkageError | StackOverflowError e) {
                throw provided.guard().fault("condition " + condition.name(), e);
            }
        }
    }
}
