package org.postern.kernel;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Phase;
import org.postern.api.Text;
import org.postern.api.mail.Address;
import org.postern.api.smtp.Reply;
import org.postern.core.AclVerdict;
import org.postern.core.MailContext;
import org.postern.core.Policy;
import org.postern.core.State;
import org.postern.core.State.Slots;
import org.postern.kernel.Wire.Line;
import org.postern.spi.Connection;
import org.postern.spi.ConnectionFilter;
import org.postern.spi.ConnectionFilter.Admission;
import org.postern.spi.SmtpCommand;
import org.postern.spi.SmtpExtension;
import org.postern.spi.SmtpParameter;

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
    private State state = State.fresh();
    private Optional<Generation.Lease> lease = Optional.empty();
    private Optional<MailContext> context = Optional.empty();
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
    }

    @Override
    public void run() {
        try {
            converse();
        } catch (SocketTimeoutException e) {
            log("SMTP command timeout on connection from " + client.logText());
            farewell(Reply.of(421, "4.2", host + ": SMTP command timeout - closing connection"));
        } catch (EOFException e) {
            lost(transaction.isPresent() ? "SMTP connection lost while reading message data from " : "");
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
        while (open) {
            Line line = nextLine();
            if (!activity.compareAndSet(Activity.IDLE, Activity.BUSY) && activity.get() == Activity.ENDED) {
                return;
            }
            execute(line);
        }
        wire.flush();
    }

    /// Reads the next command. Without a transaction the lease is given back and the session is idle until it comes.
    private Line nextLine() throws IOException {
        if (transaction.isEmpty() && !wire.hasInput()) {
            wire.flush();
            release();
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
        for (ConnectionFilter filter : grammar().filters()) {
            Admission admission;
            try {
                admission = filter.admit(wire.connection(), context());
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
        if (setting(KernelOptions.HOST_REJECT_CONNECTION)) {
            log("refused connection from " + client.logText() + " (host_reject_connection)");
            farewell(Reply.of(554, "", "SMTP service not available"));
            return false;
        }
        Optional<Reply> refused = check(Phase.CONNECT, context(), "connection");
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

    private boolean setting(
            org.postern.api.config.Option<org.postern.api.config.MatchList<java.net.InetAddress>> hosts) {
        try {
            return context()
                    .setting(hosts)
                    .match(client.peer().getAddress(), context())
                    .holds();
        } catch (ExpansionException e) {
            services.log().panic(hosts.name() + ": " + e.getMessage());
            return false;
        }
    }

    private String banner() {
        var text = context().setting(KernelOptions.SMTP_BANNER);
        if (text.isEmpty()) {
            return host + " ESMTP Postern";
        }
        try {
            return text.get().expand(context()).value();
        } catch (ExpansionException e) {
            services.log().panic("smtp_banner: " + e.getMessage());
            return host + " ESMTP Postern";
        }
    }

    /// Cuts off a client that has sent what it must not send yet; true if it did.
    private boolean earlyTalker() throws IOException {
        if (!context().setting(KernelOptions.SMTP_ENFORCE_SYNC) || !wire.hasInput()) {
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
                if (policy().map(known -> known.hasAcl(Phase.NOTQUIT)).orElse(false)) {
                    check(Phase.NOTQUIT, context(), "connection");
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
        release();
        try {
            wire.close();
        } catch (IOException e) {
            // Closed already.
        }
    }

    /// The server stops: an idle session ends at once, a busy one when its message is done. Called by another thread.
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

    // Leases

    /// Takes the newest snapshot; false if there is none.
    private boolean renew() {
        release();
        lease = services.snapshots().lease();
        context = lease.map(taken -> MailContext.of(taken.policy(), services.clock(), services.log())
                .with(state)
                .with(client));
        context.ifPresent(known -> {
            receiveTimeout = known.setting(KernelOptions.SMTP_RECEIVE_TIMEOUT);
            host = primaryHostname(known);
        });
        return lease.isPresent();
    }

    private static String primaryHostname(Context context) {
        try {
            return context.variable("primary_hostname").map(Text::value).orElse("localhost");
        } catch (ExpansionException e) {
            return "localhost";
        }
    }

    private void release() {
        lease.ifPresent(Generation.Lease::close);
        lease = Optional.empty();
        context = Optional.empty();
    }

    private MailContext context() {
        return context.orElseThrow();
    }

    private Grammar grammar() {
        return lease.orElseThrow().grammar();
    }

    private Optional<Policy> policy() {
        return lease.map(Generation.Lease::policy);
    }

    /// The context with the message in hand.
    MailContext messageContext() {
        return transaction.map(message -> context().with(message)).orElseGet(this::context);
    }

    // Commands

    private void execute(Line line) throws IOException {
        if (lease.isEmpty() && !renew()) {
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
            if (errors > context().setting(KernelOptions.SMTP_MAX_SYNPROT_ERRORS)) {
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
            case "HELO" -> greeting(argument, false);
            case "EHLO" -> greeting(argument, true);
            case "MAIL" -> Optional.of(mail(argument));
            case "RCPT" -> Optional.of(rcpt(argument));
            case "DATA" -> data(argument);
            case "RSET" -> {
                abandon();
                yield Optional.of(Reply.of(250, "0.0", "Reset OK"));
            }
            case "NOOP" -> Optional.of(Reply.of(250, "0.0", "OK"));
            case "VRFY" -> Optional.of(verify(argument));
            case "EXPN" -> Optional.of(expand(argument));
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

    private Optional<Reply> greeting(String argument, boolean extended) throws IOException {
        if (earlyTalker()) {
            return Optional.empty();
        }
        String verb = extended ? "EHLO" : "HELO";
        if (!HeloSyntax.isValid(argument, context().setting(KernelOptions.HELO_ALLOW_CHARS))
                && !setting(KernelOptions.HELO_ACCEPT_JUNK_HOSTS)) {
            log("rejected " + verb + " from " + client.logText() + ": syntactically invalid argument(s): "
                    + (argument.isEmpty() ? "(no argument given)" : argument));
            return Optional.of(Reply.of(501, "5.2", "Syntactically invalid " + verb + " argument(s)"));
        }
        abandon();
        client.greeted(argument, extended);
        Optional<Reply> refused = check(Phase.HELO, context(), verb + " " + argument);
        if (refused.isPresent()) {
            client.forget();
            return refused;
        }
        String hello =
                host + " Hello " + argument + " [" + client.peer().getAddress().getHostAddress() + "]";
        if (!extended) {
            promised = Set.of();
            return Optional.of(Reply.of(250, "", hello));
        }
        return Optional.of(announcement(hello));
    }

    private Reply announcement(String hello) {
        Set<String> offered = new HashSet<>();
        List<String> lines = new java.util.ArrayList<>(List.of(hello));
        for (SmtpExtension extension : grammar().extensions()) {
            try {
                extension.advertise(context()).ifPresent(text -> {
                    offered.add(extension.name());
                    lines.add((extension.name().toUpperCase(Locale.ROOT) + " " + text).strip());
                });
            } catch (ExpansionException | RuntimeException | LinkageError e) {
                services.log().panic("extension " + extension.name() + " is not offered: " + e.getMessage());
            }
        }
        lines.add("HELP");
        promised = Set.copyOf(offered);
        return new Reply(250, "", lines);
    }

    private Reply mail(String argument) {
        if (transaction.isPresent()) {
            return Reply.of(503, "5.1", "sender already given");
        }
        if (!argument.regionMatches(true, 0, "FROM:", 0, 5)) {
            return Reply.of(501, "5.2", "MAIL must have FROM:<address>");
        }
        if (!renew()) {
            return Reply.of(451, "3.2", "no configuration is in force - try again later");
        }
        PathSyntax path;
        try {
            path = PathSyntax.parse(argument.substring(5), false);
        } catch (PathSyntax.Malformed e) {
            log("rejected MAIL from " + client.logText() + ": " + e.reason());
            return Reply.of(501, "1.7", e.reason());
        }
        Address sender = path.address();
        if (!sender.isNull() && sender.domain().isEmpty()) {
            return Reply.of(501, "1.7", sender + ": sender address must contain a domain");
        }
        state = state.nextMessage();
        context = Optional.of(MailContext.of(lease.orElseThrow().policy(), services.clock(), services.log())
                .with(state)
                .with(client));
        Map<String, String> parameters = new TreeMap<>();
        Optional<Reply> bad = parameters(Phase.MAIL, path.parameters(), context(), parameters);
        if (bad.isPresent()) {
            return bad.get();
        }
        Transaction begun = new Transaction(
                services.spool().newId(),
                sender,
                parameters,
                client.origin(),
                services.clock().instant());
        Optional<Reply> refused = check(Phase.MAIL, context().with(begun), "MAIL <" + sender + ">", begun);
        if (refused.isPresent()) {
            return refused.get();
        }
        transaction = Optional.of(begun);
        return Reply.of(250, "1.0", "OK");
    }

    private Optional<Reply> parameters(
            Phase command, Map<String, Optional<String>> given, MailContext known, Map<String, String> accepted) {
        for (Map.Entry<String, Optional<String>> parameter : given.entrySet()) {
            String keyword = parameter.getKey();
            Optional<Grammar.Owned<SmtpParameter>> owned = grammar().parameter(command, keyword);
            if (owned.isEmpty() || !promised.contains(owned.get().extension())) {
                return Optional.of(unknownParameter(command, keyword));
            }
            try {
                Optional<Reply> refused = owned.get().element().accept(known, parameter.getValue());
                if (refused.isPresent()) {
                    return refused;
                }
            } catch (RuntimeException | LinkageError e) {
                services.log().panic("extension " + owned.get().extension() + " failed: " + e);
                return Optional.of(Reply.of(451, "3.0", "Temporary local problem - please try later"));
            }
            accepted.put(keyword, parameter.getValue().orElse(""));
        }
        return Optional.empty();
    }

    /// A parameter that nobody knows is refused; if an extension that was announced has left, it may be that one's,
    /// and the client may try again.
    private Reply unknownParameter(Phase command, String keyword) {
        Set<String> present = new HashSet<>();
        grammar().extensions().forEach(extension -> present.add(extension.name()));
        return present.containsAll(promised)
                ? Reply.of(555, "5.4", command + " parameter " + keyword + " not recognized or not permitted")
                : Reply.of(451, "3.3", "extension has been withdrawn - try again with a new EHLO");
    }

    private Reply rcpt(String argument) {
        if (transaction.isEmpty()) {
            return Reply.of(503, "5.1", "sender not yet given");
        }
        Transaction message = transaction.get();
        if (!argument.regionMatches(true, 0, "TO:", 0, 3)) {
            return Reply.of(501, "5.2", "RCPT must have TO:<address>");
        }
        PathSyntax path;
        Address address;
        try {
            path = PathSyntax.parse(argument.substring(3), false);
            address = qualified(path.address());
        } catch (PathSyntax.Malformed e) {
            log(client.logText() + " F=<" + message.sender() + "> rejected RCPT: " + e.reason());
            return Reply.of(501, "1.3", e.reason());
        }
        long limit = context().setting(KernelOptions.RECIPIENTS_MAX);
        if (limit > 0 && message.to().size() >= limit) {
            message.refused();
            boolean reject = context().setting(KernelOptions.RECIPIENTS_MAX_REJECT);
            return Reply.of(reject ? 552 : 452, "5.3", "too many recipients");
        }
        Map<String, String> parameters = new TreeMap<>();
        Slots slots = new Slots();
        Transaction.To recipient = new Transaction.To(address, Map.of(), slots);
        MailContext known = messageContext().with(recipient, slots);
        Optional<Reply> bad = parameters(Phase.RCPT, path.parameters(), known, parameters);
        if (bad.isPresent()) {
            return bad.get();
        }
        Transaction.To complete = new Transaction.To(address, Map.copyOf(parameters), slots);
        Optional<Reply> refused =
                check(Phase.RCPT, messageContext().with(complete, slots), "RCPT <" + address + ">", message);
        if (refused.isPresent()) {
            message.refused();
            return refused.get();
        }
        if (!dropped) {
            message.add(complete);
        } else {
            message.refused();
        }
        return Reply.of(250, "1.5", "Accepted");
    }

    /// `postmaster` may come without a domain (RFC 5321, 4.5.1), no other recipient.
    private Address qualified(Address address) throws PathSyntax.Malformed {
        if (address.isNull()) {
            throw new PathSyntax.Malformed("<>: recipient address must not be empty");
        }
        if (!address.domain().isEmpty()) {
            return address;
        }
        if (!address.localPart().equalsIgnoreCase("postmaster")) {
            throw new PathSyntax.Malformed(address + ": recipient address must contain a domain");
        }
        try {
            return new Address(
                    address.localPart(),
                    context().variable("qualify_recipient").map(Text::value).orElse(host));
        } catch (ExpansionException e) {
            return new Address(address.localPart(), host);
        }
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
        Optional<Reply> refused = check(Phase.PREDATA, messageContext(), "DATA", transaction.orElseThrow());
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
        if (message.to().isEmpty() && !message.isDiscarded() && !dropped) {
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

    private Reply verify(String argument) throws IOException {
        if (argument.isEmpty()) {
            return Reply.of(501, "5.4", "VRFY needs an address");
        }
        if (!policy().map(known -> known.hasAcl(Phase.VRFY)).orElse(false)) {
            return Reply.of(252, "5.0", "VRFY not available");
        }
        Optional<Reply> refused = check(Phase.VRFY, context(), "VRFY " + argument);
        if (refused.isPresent()) {
            return refused.get();
        }
        try {
            Address address = qualified(PathSyntax.parse(argument, false).address());
            return switch (services.mailer().verify(address, policy().orElseThrow(), context())) {
                case org.postern.core.Mailer.Verification.Ok _ ->
                    Reply.of(250, "1.5", "<" + address + "> is deliverable");
                case org.postern.core.Mailer.Verification.Failed failed ->
                    Reply.of(550, "1.1", "<" + address + "> " + failed.reason());
                case org.postern.core.Mailer.Verification.Deferred _ ->
                    Reply.of(451, "4.0", "<" + address + "> cannot be verified at this time");
            };
        } catch (PathSyntax.Malformed e) {
            return Reply.of(501, "1.3", e.reason());
        }
    }

    private Reply expand(String argument) {
        if (!policy().map(known -> known.hasAcl(Phase.EXPN)).orElse(false)) {
            return Reply.of(550, "5.1", "EXPN not available");
        }
        return check(Phase.EXPN, context(), "EXPN " + argument)
                .orElseGet(() -> Reply.of(502, "5.1", "EXPN is not supported yet"));
    }

    private Reply help() {
        String verbs = "HELO EHLO MAIL RCPT DATA RSET NOOP VRFY EXPN HELP QUIT";
        return new Reply(214, "0.0", List.of("Commands supported:", verbs));
    }

    private Reply quit() {
        if (policy().map(known -> known.hasAcl(Phase.QUIT)).orElse(false)) {
            check(Phase.QUIT, context(), "QUIT");
        }
        open = false;
        return Reply.of(221, "0.0", host + " closing connection");
    }

    private Optional<Reply> extensionCommand(String verb, String argument) throws IOException {
        Optional<Grammar.Owned<SmtpCommand>> owned = grammar().command(verb);
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
        if (unknown > context().setting(KernelOptions.SMTP_MAX_UNKNOWN_COMMANDS)) {
            log("SMTP call from " + client.logText() + " dropped: too many unrecognized commands");
            open = false;
            return Reply.of(500, "5.1", "Too many unrecognized commands");
        }
        return Reply.of(500, "5.1", "unrecognized command");
    }

    // ACLs

    private boolean dropped;

    /// Runs an ACL that stands outside a message.
    Optional<Reply> check(Phase phase, MailContext known, String what) {
        return check(phase, known, what, Optional.empty());
    }

    private Optional<Reply> check(Phase phase, MailContext known, String what, Transaction message) {
        return check(phase, known, what, Optional.of(message));
    }

    /// Runs an ACL; the reply if it refuses. `discard` is noted in the message, or for RCPT in `dropped`.
    Optional<Reply> check(Phase phase, MailContext known, String what, Optional<Transaction> message) {
        dropped = false;
        AclVerdict verdict;
        try {
            verdict = policy().orElseThrow().acl(phase, known.in(phase));
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            services.log().panic(phase.option() + " failed: " + e);
            return Optional.of(Reply.of(451, "3.0", "Temporary local problem - please try later"));
        }
        String sender = message.map(m -> " F=<" + m.sender() + ">").orElse("");
        return switch (verdict) {
            case AclVerdict.Accept _ -> Optional.empty();
            case AclVerdict.Discard discard -> {
                log(client.logText() + sender + " discarded by " + phase.label() + " ACL"
                        + (discard.logMessage().isEmpty() ? "" : ": " + discard.logMessage()));
                if (phase == Phase.RCPT) {
                    dropped = true;
                } else {
                    message.ifPresent(Transaction::discard);
                }
                yield Optional.empty();
            }
            case AclVerdict.Deny deny -> {
                if (!deny.quiet()) {
                    logRefusal(sender, what, deny.reply(), deny.logMessage());
                }
                yield Optional.of(status(deny.reply()));
            }
            case AclVerdict.Drop drop -> {
                logRefusal(sender, what, drop.reply(), drop.logMessage());
                open = false;
                yield Optional.of(status(drop.reply()));
            }
        };
    }

    private void logRefusal(String sender, String what, Reply reply, String logMessage) {
        String line = client.logText()
                + sender
                + (reply.isTemporary() ? " temporarily rejected " : " rejected ")
                + what
                + (logMessage.isEmpty() ? "" : ": " + logMessage);
        services.log().main(line);
        services.log().reject(line);
    }

    /// Policy said no: 7.1 (RFC 3463, "delivery not authorized") where the text has no status of its own.
    private static Reply status(Reply reply) {
        boolean own =
                !reply.enhanced().isEmpty() || reply.lines().getFirst().matches("[245]\\.\\d{1,3}\\.\\d{1,3}( .*)?");
        return own ? reply : new Reply(reply.code(), "7.1", reply.lines());
    }

    // For the message intake and the exchange

    Grammar currentGrammar() {
        return grammar();
    }

    Client client() {
        return client;
    }

    Optional<Transaction> transaction() {
        return transaction;
    }

    State state() {
        return state;
    }

    String host() {
        return host;
    }

    Duration receiveTimeout() {
        return receiveTimeout;
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
        state = state.nextMessage();
        context = lease.map(taken -> MailContext.of(taken.policy(), services.clock(), services.log())
                .with(state)
                .with(client));
    }

    /// The connection has changed under the session: all that the client said is forgotten.
    void restart() {
        abandon();
        client.forget();
        promised = Set.of();
    }
}
