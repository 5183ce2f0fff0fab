package org.postern.kernel;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.postern.api.ExpansionException;
import org.postern.api.Phase;
import org.postern.api.smtp.Reply;
import org.postern.core.MailContext;
import org.postern.kernel.Wire.Line;
import org.postern.spi.Connection;
import org.postern.spi.ConnectionFilter;
import org.postern.spi.ConnectionFilter.Admission;
import org.postern.spi.SmtpCommand;

/* A session is one virtual thread that reads a command, carries it out and buffers the reply.
 *
 * Leases. The session holds a lease on a snapshot while it carries out a command and, once MAIL has been accepted, until the transaction
 * is over. Between messages it holds none, so that a client that idles never keeps a plugin from leaving. MAIL always begins with the
 * newest snapshot.
 *
 * Promises. What EHLO announced is kept by name: a command or parameter of an extension that was announced is looked up in the snapshot in
 * force, so that after an update the new code serves it. If the extension has left, the client is told to try again later. One that came after the EHLO is not known
 * to this client until its next EHLO.
 *
 * Order of commands, RFC 5321, 4.1.4. Synchronisation, RFC 2920, 3.1: EHLO, DATA and what ends a group must be the last that the client
 * has sent; a client that goes on regardless (most are senders of spam, some are attacks) is cut off. */
/// The server's side of one SMTP connection.
final class SmtpSession implements Runnable {
    /// What a session is doing, so that the end of the server disturbs none that is busy.
    enum Activity {
        /// Waiting for a command, no transaction open.
        IDLE,
        /// Carrying out a command, or between commands of a transaction.
        BUSY,
        /// Over.
        ENDED
    }

    private final Services services;
    private final Wire wire;
    private final Client client;
    private final AtomicReference<Activity> activity = new AtomicReference<>(Activity.BUSY);
    private final Leasehold leasehold;
    private final AclGate acl;
    private final HelloCommands hello;
    private final EnvelopeCommands envelope;
    private final AddressCommands addresses;
    private Optional<Transaction> transaction = Optional.empty();
    private Optional<MessageIntake> intake = Optional.empty();
    private Set<String> promised = Set.of();
    private Optional<Reply> refusal = Optional.empty();
    private long errors;
    private long unknown;
    private boolean open = true;
    private volatile boolean draining;
    private String host = "localhost";
    private Duration receiveTimeout = Duration.ofMinutes(5);

    SmtpSession(Services services, Connection connection) {
        this.services = services;
        this.wire = new Wire(connection);
        this.client = new Client(wire, services.dns());
        this.leasehold = new Leasehold(services, client);
        this.acl = new AclGate(services, client, leasehold);
        this.hello = new HelloCommands(this, services, client, leasehold, acl);
        this.addresses = new AddressCommands(services, leasehold, acl);
        this.envelope = new EnvelopeCommands(this, services, client, leasehold, acl);
    }

    @Override
    public void run() {
        try {
            converse();
        } catch (SocketTimeoutException e) {
            log("SMTP command timeout on connection from " + client.logText());
            farewell(Reply.of(421, "4.2", host + ": SMTP command timeout - closing connection"));
        } catch (EOFException e) {
            lost(transaction.isPresent() ? "unexpected disconnection while reading SMTP command from " : "");
        } catch (IOException e) {
            lost("SMTP connection lost (" + e.getMessage() + ") ");
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            services.log().panic("SMTP session with " + client.logText() + " failed: " + e);
            org.slf4j.LoggerFactory.getLogger(SmtpSession.class).error("SMTP session failed", e);
            farewell(Reply.of(421, "3.0", host + ": temporary local problem - closing connection"));
        } finally {
            end();
        }
    }

    private void converse() throws IOException {
        if (!admit()) {
            return;
        }
        while (open && !acl.isClosing()) {
            Line line = nextLine();
            if (!activity.compareAndSet(Activity.IDLE, Activity.BUSY) && activity.get() == Activity.ENDED) {
                return;
            }
            execute(line);
        }
        wire.flush();
    }

    /// Reads the next command. Without a transaction the lease is given back and the session is idle until
    /// it comes.
    private Line nextLine() throws IOException {
        if (transaction.isEmpty() && !wire.hasInput()) {
            wire.flush();
            leasehold.release();
            if (draining) {
                throw new EOFException("server is stopping");
            }
            activity.set(Activity.IDLE);
        }
        wire.timeout(receiveTimeout);
        return wire.readLine();
    }

    // Beginning and end

    private boolean admit() throws IOException {
        if (!renew()) {
            farewell(Reply.of(421, "3.2", "no configuration is in force - try again later"));
            return false;
        }
        for (ConnectionFilter filter : leasehold.grammar().filters()) {
            Admission admission;
            try {
                admission = filter.admit(wire.connection(), leasehold.context());
            } catch (RuntimeException | LinkageError e) {
                services.log().panic("connection filter " + filter.name() + " failed: " + e);
                farewell(Reply.of(421, "3.0", host + ": temporary local problem"));
                return false;
            }
            switch (admission) {
                case Admission.Admit admit -> wire.replace(admit.connection());
                case Admission.Refuse refuse -> {
                    wire.replace(refuse.connection());
                    refusal = Optional.of(refuse.reply());
                }
                case Admission.Drop drop -> {
                    log("connection from " + client.logText() + " dropped: " + drop.reason());
                    return false;
                }
            }
        }
        return greet();
    }

    private boolean greet() throws IOException {
        wire.timeout(receiveTimeout);
        if (refusal.isPresent()) {
            wire.send(refusal.get());
            return true;
        }
        if (includes(KernelOptions.HOST_REJECT_CONNECTION)) {
            log("refused connection from " + client.logText() + " (host_reject_connection)");
            farewell(Reply.of(554, "", "SMTP service not available"));
            return false;
        }
        Optional<Reply> refused = acl.check(Phase.CONNECT, leasehold.context(), "connection");
        if (refused.isPresent()) {
            farewell(refused.get());
            return false;
        }
        if (earlyTalker()) {
            return false;
        }
        wire.send(Reply.of(220, "", banner()));
        return true;
    }

    boolean includes(org.postern.api.config.Option<org.postern.api.config.MatchList<java.net.InetAddress>> hosts) {
        try {
            return leasehold
                    .context()
                    .setting(hosts)
                    .match(client.peer().getAddress(), leasehold.context())
                    .holds();
        } catch (ExpansionException e) {
            services.log().panic(hosts.name() + ": " + e.getMessage());
            return false;
        }
    }

    private String banner() {
        var text = leasehold.context().setting(KernelOptions.SMTP_BANNER);
        if (text.isEmpty()) {
            return host + " ESMTP Postern";
        }
        try {
            return text.get().expand(leasehold.context()).value();
        } catch (ExpansionException e) {
            services.log().panic("smtp_banner: " + e.getMessage());
            return host + " ESMTP Postern";
        }
    }

    /// Cuts off a client that has sent what it must not send yet; true if it did.
    boolean earlyTalker() throws IOException {
        if (!leasehold.context().setting(KernelOptions.SMTP_ENFORCE_SYNC) || !wire.hasInput()) {
            return false;
        }
        log(
                "SMTP protocol synchronization error (input sent without waiting for greeting or reply): rejected connection from "
                        + client.logText());
        farewell(Reply.of(554, "5.0", "SMTP synchronization error"));
        return true;
    }

    private void lost(String what) {
        if (!what.isEmpty()) {
            log(what + client.logText());
        }
        if (transaction.isPresent() || client.helo().isPresent()) {
            try {
                if (leasehold.isHeld() && leasehold.policy().hasAcl(Phase.NOTQUIT)) {
                    acl.check(Phase.NOTQUIT, leasehold.context(), "connection");
                }
            } catch (RuntimeException e) {
                services.log().panic("acl_smtp_notquit: " + e);
            }
        }
    }

    private void farewell(Reply reply) {
        open = false;
        try {
            wire.send(withStatus(reply));
            wire.flush();
        } catch (IOException e) {
            // The client is gone: there is nobody to tell.
        }
    }

    private void end() {
        activity.set(Activity.ENDED);
        abandon();
        leasehold.release();
        try {
            wire.close();
        } catch (IOException e) {
            // Closed already.
        }
    }

    /// The server stops: an idle session ends at once, a busy one when its message is done. Called by
    /// another thread.
    void drain() {
        draining = true;
        if (activity.compareAndSet(Activity.IDLE, Activity.ENDED)) {
            farewell(Reply.of(421, "3.2", host + ": server is stopping - closing connection"));
            kill();
        }
    }

    /// Ends the session as it stands. Called by another thread.
    void kill() {
        try {
            wire.close();
        } catch (IOException e) {
            // Closed already.
        }
    }

    /// Whether a write has been waiting for the client longer than it may.
    boolean isStalled() {
        long since = wire.stalledSince();
        return since != 0 && System.nanoTime() - since > receiveTimeout.toNanos();
    }

    private boolean renew() {
        if (!leasehold.renew()) {
            return false;
        }
        receiveTimeout = leasehold.context().setting(KernelOptions.SMTP_RECEIVE_TIMEOUT);
        host = leasehold.host();
        return true;
    }

    // Commands

    private void execute(Line line) throws IOException {
        if (!leasehold.isHeld() && !renew()) {
            farewell(Reply.of(421, "3.2", host + ": no configuration is in force - closing connection"));
            return;
        }
        Optional<Reply> reply = reply(line);
        if (reply.isEmpty()) {
            return;
        }
        answer(reply.get());
    }

    private void answer(Reply reply) throws IOException {
        if (isSyntaxOrProtocolError(reply)) {
            errors++;
            if (errors > leasehold.context().setting(KernelOptions.SMTP_MAX_SYNPROT_ERRORS)) {
                log("SMTP call from " + client.logText() + " dropped: too many syntax or protocol errors");
                farewell(new Reply(
                        reply.code(),
                        reply.enhanced(),
                        List.of(reply.lines().getFirst(), "Too many syntax or protocol errors")));
                return;
            }
        }
        wire.send(withStatus(reply));
    }

    private static boolean isSyntaxOrProtocolError(Reply reply) {
        return switch (reply.code()) {
            case 500, 501, 502, 503, 504, 555 -> true;
            default -> false;
        };
    }

    /// Enhanced codes are for those who have been told of them (RFC 2034, 4).
    private Reply withStatus(Reply reply) {
        return client.extended() || reply.enhanced().isEmpty() ? reply : new Reply(reply.code(), "", reply.lines());
    }

    private Optional<Reply> reply(Line line) throws IOException {
        Optional<Reply> malformed = malformed(line);
        if (malformed.isPresent()) {
            return malformed;
        }
        String text = line.text().stripTrailing();
        int space = text.indexOf(' ');
        String verb = (space < 0 ? text : text.substring(0, space)).toUpperCase(Locale.ROOT);
        String argument = space < 0 ? "" : text.substring(space + 1).strip();
        client.count(verb.length() > 20 ? verb.substring(0, 20) : verb);
        if (refusal.isPresent() && !verb.equals("QUIT")) {
            return refusal;
        }
        return switch (verb) {
            case "HELO" -> hello.greeting(argument, false);
            case "EHLO" -> hello.greeting(argument, true);
            case "MAIL" -> Optional.of(envelope.mail(argument));
            case "RCPT" -> Optional.of(envelope.rcpt(argument));
            case "DATA" -> data(argument);
            case "RSET" -> {
                abandon();
                yield Optional.of(Reply.of(250, "0.0", "Reset OK"));
            }
            case "NOOP" -> Optional.of(Reply.of(250, "0.0", "OK"));
            case "VRFY" -> Optional.of(addresses.verify(argument));
            case "EXPN" -> Optional.of(addresses.expand(argument));
            case "HELP" -> Optional.of(help());
            case "QUIT" -> Optional.of(quit());
            default -> extensionCommand(verb, argument);
        };
    }

    private Optional<Reply> malformed(Line line) {
        if (line.end() == Line.End.TOO_LONG) {
            return Optional.of(Reply.of(500, "5.2", "Line too long"));
        }
        if (line.text().indexOf('\0') >= 0) {
            return Optional.of(Reply.of(501, "5.2", "NUL characters are not allowed in SMTP commands"));
        }
        boolean bare = line.end() == Line.End.BARE_LF || line.text().indexOf('\r') >= 0;
        return bare
                ? Optional.of(Reply.of(500, "5.2", "Commands must end with CRLF; bare CR and LF are not allowed"))
                : Optional.empty();
    }

    private Optional<Reply> data(String argument) throws IOException {
        if (!argument.isEmpty()) {
            return Optional.of(Reply.of(501, "5.4", "DATA takes no argument"));
        }
        Optional<Reply> premature = beforeData();
        if (premature.isPresent()) {
            return premature;
        }
        if (earlyTalker()) {
            return Optional.empty();
        }
        Optional<Reply> refused = acl.check(Phase.PREDATA, messageContext(), "DATA", transaction);
        if (refused.isPresent()) {
            return refused;
        }
        MessageIntake started = intake();
        wire.send(Reply.of(354, "", "Enter message, ending with \".\" on a line by itself"));
        return Optional.of(started.readDotted());
    }

    /// The reply if no data may come now.
    private Optional<Reply> beforeData() {
        if (transaction.isEmpty()) {
            return Optional.of(Reply.of(503, "5.1", "MAIL and RCPT must precede DATA"));
        }
        Transaction message = transaction.get();
        if (message.to().isEmpty() && !message.isDiscarded() && !acl.droppedRecipient()) {
            return Optional.of(
                    message.refusedRecipients() > 0
                            ? Reply.of(554, "5.1", "no valid recipients")
                            : Reply.of(503, "5.1", "valid RCPT command must precede DATA"));
        }
        return Optional.empty();
    }

    /// Where the data of the message in hand go, in whatever way they come.
    MessageIntake intake() {
        if (intake.isEmpty()) {
            intake = Optional.of(new MessageIntake(this, services, wire, transaction.orElseThrow()));
        }
        return intake.get();
    }

    private Reply help() {
        String verbs = "HELO EHLO MAIL RCPT DATA RSET NOOP VRFY EXPN HELP QUIT";
        return new Reply(214, "0.0", List.of("Commands supported:", verbs));
    }

    private Reply quit() {
        if (leasehold.policy().hasAcl(Phase.QUIT)) {
            acl.check(Phase.QUIT, leasehold.context(), "QUIT");
        }
        open = false;
        return Reply.of(221, "0.0", host + " closing connection");
    }

    private Optional<Reply> extensionCommand(String verb, String argument) throws IOException {
        Optional<Grammar.Owned<SmtpCommand>> owned = leasehold.grammar().command(verb);
        if (owned.isEmpty()) {
            return Optional.of(unknownCommand());
        }
        if (!promised.contains(owned.get().extension())) {
            return Optional.of(Reply.of(503, "5.1", verb + " command used when not advertised"));
        }
        try {
            return owned.get().element().handle(new Exchange(this, wire, client), argument);
        } catch (RuntimeException | LinkageError e) {
            services.log().panic("command " + verb + " failed: " + e);
            return Optional.of(Reply.of(451, "3.0", "Temporary local problem - please try later"));
        }
    }

    private Reply unknownCommand() {
        unknown++;
        if (unknown > leasehold.context().setting(KernelOptions.SMTP_MAX_UNKNOWN_COMMANDS)) {
            log("SMTP call from " + client.logText() + " dropped: too many unrecognized commands");
            open = false;
            return Reply.of(500, "5.1", "Too many unrecognized commands");
        }
        return Reply.of(500, "5.1", "unrecognized command");
    }

    // For the message intake and the exchange

    Leasehold leasehold() {
        return leasehold;
    }

    AclGate acl() {
        return acl;
    }

    Set<String> promised() {
        return promised;
    }

    /// EHLO has announced these extensions.
    void promise(Set<String> extensions) {
        promised = Set.copyOf(extensions);
    }

    /// MAIL has been accepted.
    void begin(Transaction begun) {
        transaction = Optional.of(begun);
    }

    /// The context with the message in hand.
    MailContext messageContext() {
        MailContext known = leasehold.context();
        return transaction.map(known::with).orElse(known);
    }

    Client client() {
        return client;
    }

    Optional<Transaction> transaction() {
        return transaction;
    }

    String host() {
        return host;
    }

    /// The reply that keeps data from being taken now, for BDAT.
    Optional<Reply> dataRefusal() {
        return beforeData();
    }

    void log(String line) {
        services.log().main(line);
    }

    /// The session is to end after the reply in hand.
    void close() {
        open = false;
    }

    /// The transaction is over: its state is forgotten and its snapshot given back.
    void abandon() {
        intake.ifPresent(MessageIntake::abandon);
        intake = Optional.empty();
        transaction = Optional.empty();
        leasehold.nextMessage();
    }

    /// The connection has changed under the session: all that the client said is forgotten.
    void restart() {
        abandon();
        client.forget();
        promised = Set.of();
    }
}
