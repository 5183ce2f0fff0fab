package org.postern.kernel;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.postern.api.Phase;
import org.postern.api.smtp.Reply;
import org.postern.kernel.Wire.Line;
import org.postern.spi.SmtpCommand;

/* Order of commands: RFC 5321, 4.1.4. What is a command, what is counted as an error, and when a client is cut off is as Exim has it:
 * MAIL and RCPT are known by their first word alone, so that one without FROM: or TO: is told what is missing; a command that is not known
 * is an error of syntax, too. */
/// Takes command lines apart, carries the commands out, and counts what is wrong with them.
final class SmtpCommands {
    /// Those of the standard that take no argument.
    private static final Set<String> BARE = Set.of("RSET", "DATA", "QUIT", "STARTTLS");
    private static final Set<String> OWN = Set.of(
            "AUTH", "HELO", "EHLO", "MAIL", "RCPT", "DATA", "RSET", "NOOP", "VRFY", "EXPN", "ETRN", "HELP", "QUIT");

    /// What must not come while data come in chunks (RFC 3030, 2).
    private static final Set<String> ENVELOPE = Set.of("MAIL", "RCPT", "DATA");

    private final SmtpSession session;
    private final Services services;
    private final Wire wire;
    private final Client client;
    private final CommandCounter counter;
    private final Faults faults;
    private final HelloCommands hello;
    private final EnvelopeCommands envelope;
    private final AddressCommands addresses;
    private final EtrnCommand etrn;
    private final AuthCommand auth;
    private Optional<Boolean> countsNonmail = Optional.empty();

    SmtpCommands(SmtpSession session, Services services, Wire wire) {
        this.session = session;
        this.services = services;
        this.wire = wire;
        this.client = session.client();
        this.counter = new CommandCounter(client, services.log());
        this.faults = new Faults(session, counter);
        this.auth = new AuthCommand(session, services, wire, faults);
        this.hello = new HelloCommands(session, services, auth);
        this.addresses = new AddressCommands(session, services, faults);
        this.etrn = new EtrnCommand(session, services, faults);
        this.envelope = new EnvelopeCommands(session, services, faults);
    }

    /// Carries out a command and answers it.
    void execute(Line line) throws IOException {
        String text = line.text().stripTrailing();
        counter.line(text);
        Optional<Reply> malformed = malformed(line);
        Optional<Reply> reply = malformed.isPresent() ? malformed : reply(text);
        if (!client.isTrial() && wire.hasReadAhead()) {
            session.pipelining().use();
        }
        if (reply.isPresent()) {
            session.reply(reply.get());
        }
    }

    /// Enhanced codes are for those who have been told of them (RFC 2034, 4).
    Reply withStatus(Reply reply) {
        return client.extended() || reply.enhanced().isEmpty() ? reply : new Reply(reply.code(), "", reply.lines());
    }

    private Optional<Reply> malformed(Line line) {
        if (line.end() == Line.End.TOO_LONG) {
            return Optional.of(unknown());
        }
        if (line.text().indexOf('\0') >= 0) {
            return Optional.of(faults.syntax(501, "5.2", "NUL characters are not allowed in SMTP commands"));
        }
        boolean bare = line.end() == Line.End.BARE_LF || line.text().indexOf('\r') >= 0;
        return bare
                ? Optional.of(faults.syntax(500, "5.2", "Commands must end with CRLF; bare CR and LF are not allowed"))
                : Optional.empty();
    }

    private Optional<Reply> reply(String text) throws IOException {
        int space = text.indexOf(' ');
        String verb = (space < 0 ? text : text.substring(0, space)).toUpperCase(Locale.ROOT);
        String argument = space < 0 ? "" : text.substring(space + 1).strip();
        if (isUnknown(verb, text)) {
            if (session.synchronization().isBrokenAfter(verb, text)) {
                return Optional.empty();
            }
            client.count(counter.isAfterAuth() ? "?" : verb.length() > 20 ? verb.substring(0, 20) : verb);
            return Optional.of(unknown());
        }
        client.count(verb);
        counter.command(verb, text);
        if (session.synchronization().isBrokenAfter(verb, text)) {
            return Optional.empty();
        }
        if (counter.isOneTooMany(verb, session.leasehold().context(), countsNonmail())) {
            return tooManyNonmail();
        }
        counter.known(verb);
        if (BARE.contains(verb) && !argument.isEmpty()) {
            return Optional.of(faults.syntax(501, "5.4", "unexpected argument data"));
        }
        session.leasehold()
                .context()
                .put(CommandVariables.COMMAND, new CommandVariables.Command(text, operand(verb, argument), history()));
        envelope.next(verb);
        if (ENVELOPE.contains(verb) && session.hasData()) {
            session.intake().refuse();
            return Optional.of(faults.protocol(503, "5.1", "only RSET accepted now"));
        }
        return switch (verb) {
            case "HELO" -> hello.greeting(argument, false, counter);
            case "EHLO" -> hello.greeting(argument, true, counter);
            case "AUTH" -> Optional.of(auth.authenticate(argument));
            case "MAIL" -> {
                counter.messageBegins();
                yield unlessTooSoon(envelope.mail(argument), verb, text);
            }
            case "RCPT" -> unlessTooSoon(envelope.rcpt(argument), verb, text);
            case "DATA" -> data(text);
            case "RSET" -> {
                session.report().incomplete(session.transaction(), "RSET");
                session.abandon();
                yield Optional.of(Reply.of(250, "0.0", "Reset OK"));
            }
            case "NOOP" -> Optional.of(Reply.of(250, "0.0", "OK"));
            case "VRFY" -> Optional.of(addresses.verify(argument));
            case "EXPN" -> Optional.of(addresses.expand(argument));
            case "ETRN" -> Optional.of(etrn.turn(argument));
            case "HELP" -> Optional.of(help());
            case "QUIT" -> Optional.of(quit());
            default -> extensionCommand(verb, argument);
        };
    }

    /// The reply of an ACL that may have taken its time, unless the client has gone on meanwhile and must
    /// not.
    private Optional<Reply> unlessTooSoon(Reply reply, String verb, String text) throws IOException {
        boolean broken = reply.code() == 250 && session.synchronization().isBrokenAfter(verb, text);
        return broken ? Optional.empty() : Optional.of(reply);
    }

    private static String operand(String verb, String argument) {
        return switch (verb) {
            case "MAIL" -> argument.substring("FROM:".length()).strip();
            case "RCPT" -> argument.substring("TO:".length()).strip();
            default -> argument;
        };
    }

    /// Whether nobody knows the command. MAIL and RCPT are commands with what must follow them only.
    private boolean isUnknown(String verb, String text) {
        boolean known = OWN.contains(verb)
                || session.promises().includeCommand(verb)
                || session.leasehold().grammar().command(verb).isPresent();
        boolean incomplete = (verb.equals("MAIL") && !text.regionMatches(true, 4, " FROM:", 0, 6))
                || (verb.equals("RCPT") && !text.regionMatches(true, 4, " TO:", 0, 4));
        return !known || incomplete;
    }

    private boolean countsNonmail() {
        if (countsNonmail.isEmpty()) {
            countsNonmail = Optional.of(session.leasehold().includes(KernelOptions.SMTP_ACCEPT_MAX_NONMAIL_HOSTS));
        }
        return countsNonmail.get();
    }

    private Optional<Reply> tooManyNonmail() {
        session.report().incomplete(session.transaction(), "too many non-mail commands");
        session.logRefusal("SMTP call from " + client.logName() + " dropped: too many nonmail commands (last was \""
                + counter.lastWord() + "\")");
        session.leave("bad-commands", Reply.of(554, "7.0", "Too many nonmail commands"));
        return Optional.empty();
    }

    private Reply unknown() {
        if (!counter.isOneTooManyUnknown(session.leasehold().context())) {
            return faults.syntax(500, "5.1", "unrecognized command");
        }
        if (client.shows("smtp_syntax_error")) {
            session.log("SMTP syntax error in \"" + counter.lastLine() + "\" " + client.logText()
                    + " unrecognized command");
        }
        session.report().incomplete(session.transaction(), "unrecognized command");
        session.notQuit("bad-commands");
        session.logRefusal("SMTP call from " + client.logName()
                + " dropped: too many unrecognized commands (last was \"" + counter.lastLine() + "\")");
        session.close();
        return Reply.of(500, "5.1", "Too many unrecognized commands");
    }

    private Optional<Reply> data(String text) throws IOException {
        Optional<Reply> premature = beforeData("DATA");
        if (premature.isPresent()) {
            return premature;
        }
        Optional<Reply> refused =
                session.acl().check(Phase.PREDATA, session.messageContext(), "DATA", session.transaction());
        if (refused.isPresent()) {
            return refused;
        }
        if (session.synchronization().isBrokenBy(text)) { // the ACL may have taken its time
            return Optional.empty();
        }
        MessageIntake started = session.intake();
        wire.send(session.acl().accepted(Reply.of(354, "", "Enter message, ending with \".\" on a line by itself")));
        return Optional.of(started.readDotted());
    }

    /// The reply if no data may come now.
    ///
    /// @param verb the command that would bring them
    Optional<Reply> beforeData(String verb) {
        return envelope.beforeData(verb);
    }

    /// The next message has not begun yet.
    void nextMessage() {
        envelope.nextMessage();
    }

    /// The last commands, for the log.
    String history() {
        return counter.history();
    }

    private Reply help() {
        StringBuilder verbs = new StringBuilder();
        if (session.promises().include("auth")) {
            verbs.append("AUTH ");
        }
        verbs.append("HELO EHLO MAIL RCPT DATA NOOP QUIT RSET HELP");
        for (Phase phase : List.of(Phase.ETRN, Phase.EXPN, Phase.VRFY)) {
            verbs.append(session.leasehold().policy().hasAcl(phase) ? " " + phase.label() : "");
        }
        return new Reply(214, "0.0", List.of("Commands supported:", verbs.toString()));
    }

    private Reply quit() {
        session.report().incomplete(session.transaction(), "QUIT");
        Reply bye = Reply.of(221, "0.0", session.host() + " closing connection");
        if (session.leasehold().policy().hasAcl(Phase.QUIT)) {
            session.acl().check(Phase.QUIT, session.messageContext(), "QUIT", session.transaction());
            bye = session.acl().accepted(bye);
        }
        session.report().end("closed by QUIT");
        session.close();
        return bye;
    }

    /// The reply to a command that was announced, and that no plugin has any more.
    private Optional<Reply> withdrawn(String verb) {
        if (!session.promises().bringData(verb)) {
            return Optional.of(Reply.of(451, "3.0", verb + " is not available at this time"));
        }
        session.log("SMTP connection from " + client.logName() + " closed: no plugin offers the command " + verb
                + " any more");
        session.leave(
                "local-error",
                Reply.of(421, "3.2", session.host() + ": " + verb + " has been withdrawn - closing connection"));
        return Optional.empty();
    }

    private Optional<Reply> extensionCommand(String verb, String argument) throws IOException {
        Optional<Grammar.Owned<SmtpCommand>> owned =
                session.leasehold().grammar().command(verb);
        if (owned.isEmpty()) {
            return withdrawn(verb);
        }
        try {
            if (!session.promises().include(owned.get().extension())) {
                return Optional.of(faults.ofExtension(owned.get().element().notOffered()));
            }
            Exchange exchange = new Exchange(session, wire, client, verb);
            return owned.get()
                    .element()
                    .handle(exchange, argument)
                    .map(reply -> exchange.isCounted() ? reply : faults.ofExtension(reply));
        } catch (RuntimeException | LinkageError e) {
            services.log().panic("command " + verb + " failed: " + e);
            return Optional.of(Reply.of(451, "3.0", "Temporary local problem - please try later"));
        }
    }
}
