package org.postern.expandstandard;

import java.util.List;
import java.util.function.UnaryOperator;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.spi.ExpansionOperator;

/// An operator by its name and what it does.
///
/// @param name as in `${name:TEXT}`
/// @param body what it does
record Operator(String name, Body body) implements ExpansionOperator {
    /// An operator that makes other characters of the text, and takes no words after underscores.
    static Operator of(String name, UnaryOperator<String> change) {
        return checked(name, change::apply);
    }

    /// An operator that may refuse its text, and takes no words after underscores.
    static Operator checked(String name, Change change) {
        return new Operator(name, (subject, arguments, _) -> {
            if (!arguments.isEmpty()) {
                throw ExpansionException.error("unknown expansion operator \"" + name + "_"
                        + String.join("_", arguments) + "\" (\"" + name + "\" does not take an _arg)");
            }
            return subject.with(change.apply(subject.value()));
        });
    }

    @Override
    public Text apply(Text subject, List<String> arguments, Context context) throws ExpansionException {
        return body.apply(subject, arguments, context);
    }

    /// What an operator does.
    @FunctionalInterface
    interface Body {
        /// Applies it.
        Text apply(Text subject, List<String> arguments, Context context) throws ExpansionException;
    }

    /// What an operator without words after underscores makes of its text.
    @FunctionalInterface
    interface Change {
        /// The other text.
        String apply(String subject) throws ExpansionException;
    }
}
