package org.postern.spi;

import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Phase;
import org.postern.api.config.Compiler;
import org.postern.api.config.ConfigException;
import org.postern.spi.AclCondition.Outcome;

/// An ACL modifier, such as `delay = 5s`. The modifier for `control = NAME` is called `NAME`.
@ConsumerType
public non-sealed interface AclModifier extends Contribution {
    /// How the configuration writes a modifier.
    enum Form {
        /// `name = value`.
        MODIFIER,
        /// `control = name/option`; the argument is what follows the first slash, or the empty string.
        CONTROL
    }

    /// How the configuration writes this modifier.
    default Form form() {
        return Form.MODIFIER;
    }

    /// The ACLs in which the modifier may appear. Elsewhere it is a configuration error.
    default Set<Phase> phases() {
        return Phase.ALL;
    }

    /// Compiles the argument as the configuration has it, once.
    Action compile(String argument, Compiler compiler) throws ConfigException;

    /// A modifier with its argument.
    @FunctionalInterface
    interface Action {
        /// Applies the modifier at its place in the ACL.
        void apply(Context context) throws ExpansionException;

        /// Applies a modifier that may fail, such as a control that shows a file: then it is as if a
        /// condition
        /// did not hold. It never fails unless this says how.
        default Outcome attempt(Context context) throws ExpansionException {
            apply(context);
            return new Outcome.Match();
        }
    }
}
