package org.postern.kernel;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.postern.api.Context;
import org.postern.api.Slot;
import org.postern.api.Text;
import org.postern.spi.Variable;

/// Variables of the session that no other place knows: its commands, and what became of its recipients.
final class CommandVariables {
    /// The command in hand.
    ///
    /// @param line all of it
    /// @param argument what follows the verb, and `FROM:` or `TO:`
    /// @param history the verbs so far
    record Command(String line, String argument, String history) {}

    /// Where the command in hand is.
    static final Slot<Command> COMMAND = Slot.of(Slot.Lifetime.CONNECTION, "smtp-command");

    private CommandVariables() {}

    static List<Variable> all() {
        return List.of(
                NotQuitReason.variable(),
                AuthFailures.variable(),
                command("smtp_command", Command::line),
                command("smtp_command_argument", Command::argument),
                command("smtp_command_history", Command::history),
                count("rcpt_fail_count", Transaction::refusedRecipients),
                count("rcpt_defer_count", Transaction::deferredRecipients),
                count("rcpt_count", Transaction::recipientCommands),
                Variable.of(
                        "connection_id",
                        context -> client(context).map(Client::id).map(Text::trusted)));
    }

    private static Optional<Client> client(Context context) {
        return context.session().filter(Client.class::isInstance).map(Client.class::cast);
    }

    private static Variable command(String name, Function<Command, String> aspect) {
        return Variable.of(name, COMMAND, command -> Text.tainted(aspect.apply(command)));
    }

    private static Variable count(String name, ToIntFunction<Transaction> count) {
        return Variable.of(
                name,
                context -> Optional.of(Text.trusted(Integer.toString(context.message()
                        .filter(Transaction.class::isInstance)
                        .map(Transaction.class::cast)
                        .map(count::applyAsInt)
                        .orElse(0)))));
    }
}
