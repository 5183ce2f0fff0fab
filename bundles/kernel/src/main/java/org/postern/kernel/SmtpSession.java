package org.postern.kernel;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.postern.api.ExpansionException;
import org.postern.api.Phase;
import org.postern.api.mail.Controls;
import org.postern.api.smtp.ClientIdentity;
import org.postern.api.smtp.Reply;
import org.postern.core.LogSelector;
import org.postern.core.MailContext;
import org.postern.kernel.Wire.Line;
import org.postern.spi.Connection;

/* A session is one virtual thread that reads a command, carries it out (see SmtpCommands) and buffers the reply.
 *
 * Leases. The session holds a lease on a snapshot while it carries out a command and, once MAIL has been accepted, until the transaction
 * is over. Between messages it holds none, so that a client that idles never keeps a plugin from leaving. MAIL always begins with the
 * newest snapshot. */
/// The server's side of one SMTP connection: its course, its end, and what its commands share.
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
    private final SessionLog log;
    private final Wire wire;
    private final Client client;
    private final AtomicReference<Activity> activity = new AtomicReference<>(Activity.BUSY);
    private final Leasehold leasehold;
    private final AclGate acl;
    private final SmtpCommands commands;
    private final ConnectionReport report;
    private final Doorkeeper doorkeeper;
    private final Greeting greeting;
    private final Promises promises;
    private final Pipelining pipelining;
    private final Synchronization synchronization;
    private Optional<Transaction> transaction = Optional.empty();
    private Optional<MessageIntake> intake = Optional.empty();
    private int messages;
    private boolean open = true;
    private volatile boolean draining;
    private String host = "localhost";
    private Duration receiveTimeout = Duration.ofMinutes(5);

    SmtpSession(Services services, Connection connection) {
        this(services, connection, Trial.NONE);
    }

    SmtpSession(Services given, Connection connection, Trial trial) {
        this.log = new SessionLog(given.log());
        this.services = given.with(log);
        this.wire = new Wire(connection);
        this.client = new Client(wire, services.dns(), log, trial);
        this.leasehold = new Leasehold(services, client);
        this.promises = new Promises(leasehold);
        this.pipelining = new Pipelining(this, services, wire);
        this.synchronization = new Synchronization(this, wire);
        this.acl = new AclGate(services, client, leasehold);
        this.report = new ConnectionReport(client, services);
        this.commands = new SmtpCommands(this, services, wire);
        this.doorkeeper = new Doorkeeper(this, services);
        this.greeting = new Greeting(this, services, wire);
    }

    @Override
    public void run() {
        try {
            converse();
        } catch (DataTimeout e) {
            leave("data-timeout", Reply.of(421, "4.2", host + ": SMTP incoming data timeout - closing connection"));
        } catch (SocketTimeoutException e) {
            log("SMTP command timeout on connection from " + client.logName() + " D=" + report.duration());
            leave("command-timeout", Reply.of(421, "4.2", host + ": SMTP command timeout - closing connection"));
        } catch (EOFException e) {
            lost();
        } catch (IOException e) {
            log("SMTP connection from " + client.logName() + " lost (" + e.getMessage() + ")");
            notQuit("connection-lost");
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            services.log().panic("SMTP session with " + client.logText() + " failed: " + e);
            org.slf4j.LoggerFactory.getLogger(SmtpSession.class).error("SMTP session failed", e);
            leave("local-error", Reply.of(421, "3.0", host + ": temporary local problem - closing connection"));
        } finally {
            end();
        }
    }

    private void converse() throws IOException {
        if (!renew()) {
            farewell(Reply.of(421, "3.2", "no configuration is in force - try again later"));
            return;
        }
        if (!greeting.give(receiveTimeout)) {
            return;
        }
        while (open && !acl.isClosing()) {
            Line line = nextLine();
            if (!activity.compareAndSet(Activity.IDLE, Activity.BUSY) && activity.get() == Activity.ENDED) {
                return;
            }
            execute(line);
        }
        if (acl.isClosing()) {
            report.end("closed by DROP in ACL");
            notQuit("acl-drop");
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

    private void execute(Line line) throws IOException {
        if (!leasehold.isHeld() && !renew()) {
            farewell(Reply.of(421, "3.2", host + ": no configuration is in force - closing connection"));
            return;
        }
        Optional<Reply> refusal = greeting.refusal();
        if (refusal.isPresent() && !line.text().strip().equalsIgnoreCase("QUIT")) {
            wire.send(refusal.get());
            return;
        }
        commands.execute(line);
    }

    // End

    /// The client has gone without QUIT.
    private void lost() {
        report.incomplete(transaction, "connection lost");
        String own = notQuit("connection-lost");
        if (transaction.isPresent() && client.shows("lost_incoming_connection")) {
            log("unexpected disconnection while reading SMTP command from " + client.logName() + " D="
                    + report.duration());
        } else if (transaction.isEmpty()) {
            report.end("lost");
        }
        Reply reply = Reply.of(421, "4.2", host + " lost input connection");
        farewell(own.isEmpty() ? reply : Replies.of(reply.code(), reply.enhanced(), own));
    }

    /// Ends the session without a QUIT: the ACL for that may have its own last reply.
    void leave(String reason, Reply reply) {
        String own = notQuit(reason);
        farewell(own.isEmpty() ? reply : Replies.of(reply.code(), reply.enhanced(), own));
    }

    /// Runs the ACL for sessions that end without QUIT; what it says to the client, or the empty string.
    String notQuit(String reason) {
        try {
            if (!leasehold.isHeld() && !renew()) {
                return "";
            }
            if (leasehold.policy().hasAcl(Phase.NOTQUIT)) {
                leasehold.context().put(NotQuitReason.SLOT, reason);
                acl.check(Phase.NOTQUIT, leasehold.context(), "NOTQUIT");
                return acl.acceptText();
            }
        } catch (RuntimeException e) {
            services.log().panic("acl_smtp_notquit: " + e);
        }
        return "";
    }

    /// Says the last words.
    void farewell(Reply reply) {
        open = false;
        try {
            wire.send(commands.withStatus(reply));
            wire.flush();
        } catch (IOException e) {
            // The client is gone: there is nobody to tell.
        }
    }

    private void end() {
        activity.set(Activity.ENDED);
        report.noMail(commands.history());
        abandon();
        doorkeeper.leave();
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
        try {
            receiveTimeout = Span.of(KernelOptions.SMTP_RECEIVE_TIMEOUT, leasehold.context());
        } catch (ExpansionException e) {
            services.log().panic(String.valueOf(e.getMessage()));
        }
        client.select(leasehold.context().setting(LogSelector.OPTION));
        host = leasehold.host();
        return true;
    }

    // For the commands

    Promises promises() {
        return promises;
    }

    Synchronization synchronization() {
        return synchronization;
    }

    Pipelining pipelining() {
        return pipelining;
    }

    Leasehold leasehold() {
        return leasehold;
    }

    ConnectionReport report() {
        return report;
    }

    AclGate acl() {
        return acl;
    }

    /// MAIL has been accepted.
    void begin(Transaction started) {
        transaction = Optional.of(started);
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

    /// Where the data of the message in hand go, in whatever way they come.
    MessageIntake intake() {
        if (intake.isEmpty()) {
            intake = Optional.of(new MessageIntake(this, services, wire, transaction.orElseThrow()));
        }
        return intake.get();
    }

    Doorkeeper doorkeeper() {
        return doorkeeper;
    }

    /// Another message has been taken; why it waits for the next queue run, if it does.
    Optional<String> accepted() {
        return doorkeeper.delay(++messages);
    }

    /// Whether data of the message in hand have come.
    boolean hasData() {
        return intake.isPresent();
    }

    /// The reply that keeps data from being taken now.
    ///
    /// @param verb the command that brings them
    Optional<Reply> dataRefusal(String verb) {
        return commands.beforeData(verb);
    }

    void log(String line) {
        services.log().main(line);
    }

    /// Writes a line to the main log and the reject log.
    void logRefusal(String line) {
        services.log().main(line);
        services.log().reject(line);
    }

    /// What the log says from now on is about this message; the empty string for none.
    void logsAbout(String messageId) {
        log.message(messageId);
    }

    /// Answers a command.
    void reply(Reply reply) throws IOException {
        wire.send(commands.withStatus(shortened(reply)));
    }

    /// The session is to end after the reply in hand.
    void close() {
        open = false;
    }

    boolean isOpen() {
        return open;
    }

    /// The transaction is over: its state is forgotten and its snapshot given back.
    void abandon() {
        intake.ifPresent(MessageIntake::abandon);
        intake = Optional.empty();
        transaction = Optional.empty();
        commands.nextMessage();
        leasehold.nextMessage();
    }

    /// The connection has changed under the session: all that the client said is forgotten.
    void restart() {
        abandon();
        client.forget();
        promises.forget();
    }

    /// Another client has come by the same connection, by the word of the one before; what it is told.
    Reply introduce(Connection connection, ClientIdentity identity) {
        return greeting.introduce(connection, identity);
    }

    /// A reply of one line, where a control wants no other.
    Reply shortened(Reply reply) {
        boolean oneLine = leasehold.isHeld()
                && leasehold.context().get(Controls.NO_MULTILINE_RESPONSES).orElse(false);
        return oneLine
                ? new Reply(
                        reply.code(), reply.enhanced(), List.of(reply.lines().getFirst()))
                : reply;
    }
}
