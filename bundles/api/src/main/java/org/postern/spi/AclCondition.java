package org.postern.spi;

import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Phase;
import org.postern.api.Text;
import org.postern.api.config.Compiler;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Expression;

/// An ACL condition, such as `spf = fail : softfail`. The core applies a leading `!`. The condition
/// for `verify = NAME` is called `NAME`.
@ConsumerType
public non-sealed interface AclCondition extends Contribution {
    /// How the configuration writes a condition.
    enum Form {
        /// `name = value`.
        CONDITION,
        /// `verify = name/option`; the argument is what follows the first slash, or the empty string.
        VERIFY
    }

    /// How the configuration writes this condition.
    default Form form() {
        return Form.CONDITION;
    }

    /// The ACLs in which the condition may appear. Elsewhere it is a configuration error.
    default Set<Phase> phases() {
        return Phase.ALL;
    }

    /// Compiles the argument as the configuration has it, once. What is wrong with it whatever the message
    /// is said here.
    Test compile(String argument, Compiler compiler) throws ConfigException;

    /// The argument compiled as a string that is expanded for each test.
    static Test expanding(String argument, Compiler compiler, TextTest test) throws ConfigException {
        Expression expression = compiler.expression(argument);
        return context -> test.test(context, expression.expand(context));
    }

    /// A condition with its argument.
    @FunctionalInterface
    interface Test {
        /// Tests the condition. A forced expansion failure ignores it; any other exception defers.
        Outcome test(Context context) throws ExpansionException;
    }

    /// A condition that looks at its expanded argument.
    @FunctionalInterface
    interface TextTest {
        /// Tests the condition.
        Outcome test(Context context, Text argument) throws ExpansionException;
    }

    /// The result of a test.
    sealed interface Outcome {
        /// The condition holds.
        record Match() implements Outcome {}

        /// The condition does not hold.
        ///
        /// @param message what the client is told if this refuses and the ACL has no `message`, or the
        /// empty string
        /// @param logMessage what the log is told, or the empty string for `message`
        record NoMatch(String message, String logMessage) implements Outcome {}

        /// The condition cannot be decided now; the client is told to try again later.
        ///
        /// @param message for the client: nothing of our insides
        /// @param logMessage what went wrong
        record Defer(String message, String logMessage) implements Outcome {}

        /// A match if `holds`, otherwise a mismatch without a message.
        static Outcome of(boolean holds) {
            return holds ? new Match() : new NoMatch("", "");
        }
    }
}
