package org.postern.language;

import java.util.Set;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Phase;
import org.postern.api.config.Expression;

/// A condition or modifier of a statement, compiled. Immutable.
sealed interface AclStep {
    /// `message`: what the client is told if the statement decides.
    ///
    /// @param text expanded then
    record Message(Expression text) implements AclStep {}

    /// `log_message`: what the log is told if the statement decides.
    ///
    /// @param text expanded then
    record LogMessage(Expression text) implements AclStep {}

    /// `endpass`: from here on, a condition that does not hold ends the ACL.
    record EndPass() implements AclStep {}

    /// `log_reject_target`: which logs are told of a refusal.
    ///
    /// @param text a list; none if it is empty
    record LogRejectTarget(Expression text) implements AclStep {}

    /// A condition.
    ///
    /// @param source as the configuration has it, for messages
    /// @param negated whether `!` stands before it
    /// @param test tests it
    /// @param phases the ACLs in which it can be tested
    record Check(String source, boolean negated, AclTest test, Set<Phase> phases) implements AclStep {}

    /// Any other modifier.
    ///
    /// @param source as the configuration has it, for messages
    /// @param action applies it; one that fails is like a condition that does not hold
    /// @param phases the ACLs in which it can be applied
    record Act(String source, AclTest action, Set<Phase> phases) implements AclStep {}

    /// What a modifier of the language itself does; it never fails.
    @FunctionalInterface
    interface Action {
        /// Does it.
        void apply(Context context) throws ExpansionException;
    }
}
