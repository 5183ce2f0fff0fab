package org.postern.kernel;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.api.ExpansionException;
import org.postern.api.Phase;
import org.postern.api.config.CommandWord;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Expression;
import org.postern.api.config.Option;
import org.postern.api.config.OptionType;
import org.postern.api.config.OptionTypes;
import org.postern.api.mail.Address;
import org.postern.api.smtp.Reply;
import org.postern.core.MailContext;
import org.postern.core.State.Slots;

/// ETRN (RFC 1985): a client asks for its mail. What that does is `smtp_etrn_command`'s, with the argument in
/// `$domain`; or else, for an argument that begins with `#`, an attempt of all that waits for addresses with
/// the rest of it in them.
final class EtrnCommand {
    /// What ETRN runs.
    static final Option<Optional<List<Expression>>> SMTP_ETRN_COMMAND =
            Option.optional("smtp_etrn_command", OptionType.of("a command with an absolute path", (text, compiler) -> {
                List<Expression> words = new ArrayList<>();
                for (String word : CommandWord.texts(text)) {
                    words.add(compiler.expression(word));
                }
                if (words.isEmpty()) {
                    throw new ConfigException("a command is missing");
                }
                return List.copyOf(words);
            }));
    /// Whether only one run for an argument goes on at a time, with its deliveries.
    static final Option<Boolean> SMTP_ETRN_SERIALIZE = Option.of("smtp_etrn_serialize", OptionTypes.BOOLEAN, "true");

    private final SmtpSession session;
    private final Services services;
    private final Faults faults;

    EtrnCommand(SmtpSession session, Services services, Faults faults) {
        this.session = session;
        this.services = services;
        this.faults = faults;
    }

    Reply turn(String argument) {
        if (session.transaction().isPresent()) {
            return faults.protocol(503, "5.1", "ETRN is not permitted inside a transaction");
        }
        if (session.client().shows("etrn")) {
            session.log(
                    "ETRN " + argument + " received from " + session.client().logName());
        }
        MailContext context = session.leasehold().context();
        Optional<Reply> refused = session.acl().check(Phase.ETRN, context, "ETRN " + argument);
        if (refused.isPresent()) {
            return refused.get();
        }
        Reply ok = session.acl().accepted(Reply.of(250, "0.0", "OK"));
        Optional<List<Expression>> command = context.setting(SMTP_ETRN_COMMAND);
        boolean alone = context.setting(SMTP_ETRN_SERIALIZE);
        if (command.isPresent()) {
            return session.client().isTrial() ? ok : run(command.get(), argument, alone, ok);
        }
        if (!argument.startsWith("#")) {
            return faults.syntax(501, "5.4", "argument must begin with #");
        }
        return session.client().isTrial() || services.mailer().flush(argument.substring(1), alone)
                ? ok
                : already(argument);
    }

    private Reply run(List<Expression> words, String argument, boolean alone, Reply ok) {
        try {
            List<String> command = expanded(words, argument);
            return switch (services.turns().start(command, alone ? argument : "", services.log())) {
                case STARTED -> ok;
                case ALREADY -> already(argument);
                case TOO_MANY -> Reply.of(458, "3.2", "Unable to queue messages: too many are under way");
            };
        } catch (ExpansionException | IOException e) {
            services.log().panic("failed to set up ETRN command: " + e.getMessage());
            return Reply.of(458, "3.0", "Internal failure");
        }
    }

    private List<String> expanded(List<Expression> words, String argument) throws ExpansionException, IOException {
        Slots slots = new Slots();
        MailContext context = session.leasehold()
                .context()
                .with(new Transaction.To(new Address("", argument), Map.of(), slots), slots);
        List<String> command = new ArrayList<>();
        for (Expression word : words) {
            command.add(word.expand(context).value());
        }
        if (!command.getFirst().startsWith("/")) {
            throw new IOException("\"" + command.getFirst() + "\" is not an absolute path");
        }
        return command;
    }

    private static Reply already(String argument) {
        return Reply.of(458, "3.2", "Already processing " + Printable.of(argument));
    }
}
