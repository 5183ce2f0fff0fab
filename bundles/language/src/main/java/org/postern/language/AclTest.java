package org.postern.language;

import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.spi.AclCondition;
import org.postern.spi.AclCondition.Outcome;

/// A compiled condition of an ACL. Immutable.
@FunctionalInterface
interface AclTest {
    /// Tests it; what it has to say is told to the run.
    AclResult test(AclRun run) throws ExpansionException;

    /// The condition or modifier of a plugin, called through its guard.
    ///
    /// @param name as the configuration has it
    /// @param guard of the plugin
    /// @param test what the plugin compiled
    record OfPlugin(String name, Guard guard, AclCondition.Test test) implements AclTest {
        @Override
        public AclResult test(AclRun run) throws ExpansionException {
            Context context = run.context();
            guard.enter(name);
            Outcome outcome;
            try {
                outcome = test.test(context);
            } catch (RuntimeException | LinkageError | StackOverflowError e) {
                throw guard.fault(name, e);
            }
            return switch (outcome) {
                case Outcome.Match _ -> AclResult.OK;
                case Outcome.NoMatch(String message, String logMessage) -> {
                    run.take(message, logMessage);
                    yield AclResult.FAIL;
                }
                case Outcome.Defer(String message, String logMessage) -> {
                    run.take(message, logMessage.isEmpty() ? message : logMessage);
                    yield AclResult.DEFER;
                }
            };
        }
    }
}
