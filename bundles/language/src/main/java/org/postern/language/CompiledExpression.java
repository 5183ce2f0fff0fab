package org.postern.language;

import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.Expression;
import org.postern.core.AclTrace;

/// A compiled string.
///
/// @param source as the configuration has it
/// @param node what it was compiled to
record CompiledExpression(String source, Node node) implements Expression {
    @Override
    public Text expand(Context context) throws ExpansionException {
        try {
            return node.expand(context);
        } catch (StackOverflowError e) {
            throw new ExpansionException(ExpansionException.Kind.ERROR, "string expansion nested too deep");
        }
    }

    /// Whether the value is always the same. It is then [#source] unless that has escapes.
    @Override
    public boolean isConstant() {
        return node instanceof Node.Constant;
    }

    /// The same, which shows its value to those who follow what ACLs do.
    CompiledExpression tracing() {
        if (isConstant()) {
            return this;
        }
        return new CompiledExpression(source, context -> {
            Text value = node.expand(context);
            context.get(AclTrace.SLOT).ifPresent(reader -> reader.show("    \"" + source + "\" is \"" + value + "\""));
            return value;
        });
    }

    /// A string whose fault shows when it is expanded, as Exim has it.
    static CompiledExpression failing(String source, String fault) {
        return new CompiledExpression(source, _ -> {
            throw ExpansionException.error(fault);
        });
    }
}
