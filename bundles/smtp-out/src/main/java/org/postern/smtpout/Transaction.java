package org.postern.smtpout;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.postern.api.mail.Address;
import org.postern.api.mail.Header;
import org.postern.api.mail.Host;
import org.postern.api.mail.Outgoing;
import org.postern.api.mail.Recipient;
import org.postern.api.smtp.Reply;
import org.postern.smtpout.HostTrouble.Kind;
import org.postern.spi.ClientExtension.Use.Way;
import org.postern.spi.Transport.Cause;
import org.postern.spi.Transport.Problem;
import org.postern.spi.Transport.Status;

/// One message over one session (RFC 5321, 3.3; LMTP: RFC 2033). Confined to one thread.
///
/// With PIPELINING (RFC 2920) MAIL, RCPT and DATA leave in one write, but no more of it than the server's
/// replies fit into what TCP buffers: two sides that both write and do not read would wait for each other.
final class Transaction {
    private static final int GROUP_BYTES = 8 * 1024;
    private static final int DATA_BUFFER = 64 * 1024;
    private static final byte[] CRLF = {'\r', '\n'};
    private static final String END_OF_DATA = "end of data";

    private final SmtpSession session;
    private final Host host;
    private final Outgoing message;
    private final Plan plan;
    private final Map<Recipient, Status> settled = new LinkedHashMap<>();
    private final List<Recipient> accepted = new ArrayList<>();
    private final List<Pending> pending = new ArrayList<>();
    private Optional<HostTrouble> trouble = Optional.empty();
    private boolean go;
    private boolean dataBegun;
    private boolean ended;
    private boolean answeredEach;

    /// How the message is sent.
    ///
    /// @param mail the parameters of MAIL
    /// @param extensions what plugins add
    /// @param pipelining whether commands need not wait for replies
    /// @param lmtp whether each recipient gets a reply to the data
    /// @param ignoreQuota whether RCPT asks for that
    /// @param logs tells of a log selector whether it is on
    record Plan(
            Map<String, String> mail,
            Extensions extensions,
            boolean pipelining,
            boolean lmtp,
            boolean ignoreQuota,
            Predicate<String> logs) {
        /// Whether the data go in chunks.
        boolean isChunked() {
            return extensions.has(Way.CHUNKS) && !lmtp;
        }
    }

    /// A command whose reply has not been read.
    private record Pending(String command, Optional<Recipient> recipient) {}

    Transaction(SmtpSession session, Host host, Outgoing message, Plan plan) {
        this.session = session;
        this.host = host;
        this.message = message;
        this.plan = plan;
    }

    /// What became of recipients; those that are missing meet [#trouble].
    Map<Recipient, Status> settled() {
        return settled;
    }

    /// What keeps those recipients from this host that are not settled.
    Optional<HostTrouble> trouble() {
        return trouble;
    }

    /// Whether the server may have seen any of the data.
    boolean dataBegun() {
        return dataBegun;
    }

    /// Whether the session can carry another message: the server has forgotten this one.
    boolean isOver() {
        return ended && session.isUsable();
    }

    /// Sends the message to `recipients`. An exception other than those that the transaction keeps as
    /// [#trouble] is a fault of our own house; the session is closed then.
    void run(List<Recipient> recipients) throws IOException {
        try {
            session.countTransaction();
            envelope(recipients);
            if (go) {
                data();
            }
            if (!ended && session.isUsable()) {
                reset();
            }
        } catch (HostTrouble e) {
            trouble = Optional.of(e);
        }
    }

    private void envelope(List<Recipient> recipients) throws HostTrouble {
        send(new Pending(mailCommand(), Optional.empty()));
        for (Recipient recipient : recipients) {
            if (trouble.isPresent()) {
                break;
            }
            addressee(recipient);
        }
        if (trouble.isEmpty() && !plan.isChunked() && (plan.pipelining() || !accepted.isEmpty())) {
            send(new Pending("DATA", Optional.empty()));
        }
        readReplies();
        go |= plan.isChunked() && trouble.isEmpty() && !accepted.isEmpty();
    }

    private void addressee(Recipient recipient) throws HostTrouble {
        if (!Commands.isSafe(recipient.address().toString())) {
            settled.put(recipient, failed("an address with control characters cannot be sent by SMTP", ""));
            return;
        }
        try {
            Address address = plan.extensions().address(recipient.address());
            send(new Pending(recipientCommand(recipient, address), Optional.of(recipient)));
        } catch (Extensions.Unaddressable e) {
            settled.put(recipient, failed(String.valueOf(e.getMessage()), e.status()));
        }
    }

    private String mailCommand() throws HostTrouble {
        String command = Commands.mail(returnPath(), plan.mail());
        if (!Commands.isSafe(command)) {
            throw HostTrouble.of(Kind.LOCAL, "a return path with control characters cannot be sent by SMTP");
        }
        return command;
    }

    private Address returnPath() throws HostTrouble {
        try {
            return plan.extensions().address(message.returnPath());
        } catch (Extensions.Unaddressable e) {
            HostTrouble trouble =
                    HostTrouble.of(Kind.UNFIT, String.valueOf(e.getMessage())).withStatus(e.status());
            trouble.initCause(e);
            throw trouble;
        }
    }

    private String recipientCommand(Recipient recipient, Address address) throws HostTrouble {
        String command = Commands.recipient(address, plan.extensions().recipient(recipient))
                + (plan.ignoreQuota() ? " IGNOREQUOTA" : "");
        if (!Commands.isSafe(command)) {
            throw HostTrouble.of(Kind.LOCAL, "parameters with control characters cannot be sent by SMTP");
        }
        return command;
    }

    private void send(Pending command) throws HostTrouble {
        if (plan.pipelining() && session.queued() + command.command().length() > GROUP_BYTES) {
            readReplies();
        }
        session.queue(command.command());
        pending.add(command);
        if (!plan.pipelining()) {
            readReplies();
        }
    }

    private void readReplies() throws HostTrouble {
        if (pending.isEmpty()) {
            return;
        }
        session.flush(shown(pending.getFirst()));
        List<Pending> sent = List.copyOf(pending);
        pending.clear();
        for (Pending command : sent) {
            take(command, session.reply(shown(command)));
        }
    }

    private String shown(Pending command) {
        return (plan.pipelining() ? "pipelined " : "") + command.command();
    }

    private void take(Pending command, Reply reply) throws HostTrouble {
        if (reply.code() == 421) {
            throw HostTrouble.reply(Kind.LOST, shown(command), reply);
        }
        if (command.recipient().isPresent()) {
            takeRecipient(command, command.recipient().get(), reply);
        } else if (command.command().equals("DATA")) {
            takeGo(command, reply);
        } else if (reply.code() / 100 != 2) {
            takeRefusal(command, reply);
        }
    }

    private void takeRecipient(Pending command, Recipient recipient, Reply reply) throws HostTrouble {
        if (trouble.isPresent()) {
            return;
        }
        switch (reply.code() / 100) {
            case 2 -> accepted.add(recipient);
            case 4 -> settled.put(recipient, new Status.Deferred(problem(shown(command), reply, Cause.RCPT)));
            case 5 -> settled.put(recipient, new Status.Failed(problem(shown(command), reply, Cause.OTHER)));
            default -> throw HostTrouble.reply(Kind.HOST, shown(command), reply);
        }
    }

    private void takeGo(Pending command, Reply reply) throws HostTrouble {
        if (reply.code() == 354) {
            go = true;
        } else if (trouble.isEmpty() && !accepted.isEmpty()) {
            takeRefusal(command, reply);
        }
    }

    /// MAIL or DATA was refused: a fault of the message, not of the host.
    private void takeRefusal(Pending command, Reply reply) throws HostTrouble {
        Kind kind = switch (reply.code() / 100) {
            case 4 -> Kind.MESSAGE;
            case 5 -> Kind.UNWANTED;
            default -> throw HostTrouble.reply(Kind.HOST, shown(command), reply);
        };
        Cause cause = command.command().equals("DATA") ? Cause.DATA : Cause.MAIL;
        trouble = Optional.of(HostTrouble.reply(kind, shown(command), reply).because(cause));
    }

    private void data() throws IOException {
        if (trouble.isPresent() || accepted.isEmpty()) {
            endWithoutData();
            return;
        }
        dataBegun = true;
        long size = message.size() + message.size() / 64 + 128;
        Framing framing = plan.isChunked()
                ? new Chunks(session, plan.pipelining())
                : new Framing.Dotted(session.connection().output());
        TransparentOutput out = new TransparentOutput(framing, Math.clamp(size, 512, DATA_BUFFER));
        session.connection().timeout(session.timeouts().data());
        try {
            for (Header header : message.headers()) {
                out.write(header.text().getBytes(StandardCharsets.ISO_8859_1));
            }
            if (!message.headers().isEmpty()) {
                out.write(CRLF);
            }
            message.body().writeTo(out);
            out.end();
        } catch (TransparentOutput.SendException e) {
            takeLastWords(e);
            return;
        } catch (Chunks.Refusal e) {
            settleAccepted(e.reply());
            return;
        }
        session.countMessage();
        takeFinal();
    }

    /// The server said go ahead though it took no recipient: it gets a message of no line (RFC 2920, 3.1).
    private void endWithoutData() throws HostTrouble {
        session.queue(".");
        session.flush(END_OF_DATA);
        Reply _ = session.reply(END_OF_DATA);
        ended = true;
    }

    private void takeLastWords(TransparentOutput.SendException e) throws HostTrouble {
        Optional<Reply> reply = session.lastWords().filter(words -> words.code() >= 400 && words.code() != 421);
        HostTrouble lost = session.trouble(e.wire(), "sending data block");
        if (reply.isEmpty()) {
            throw lost;
        }
        settleAccepted(reply.get());
    }

    private void takeFinal() throws HostTrouble {
        if (plan.lmtp()) {
            for (Recipient recipient : accepted) {
                settle(recipient, finalReply());
            }
        } else {
            Reply reply = finalReply();
            if (reply.code() == 353 && plan.extensions().repliesPerRecipient()) {
                takeVerdicts();
            } else {
                settleAccepted(reply);
            }
        }
        ended = true;
    }

    /// A reply for each recipient, and then one for the message, which counts more if it is an error.
    private void takeVerdicts() throws HostTrouble {
        List<Reply> verdicts = new ArrayList<>();
        for (int i = 0; i < accepted.size(); i++) {
            verdicts.add(finalReply());
        }
        answeredEach = true;
        Reply whole = finalReply();
        for (int i = 0; i < verdicts.size(); i++) {
            settle(accepted.get(i), worse(verdicts.get(i), whole));
        }
    }

    /// A message that is refused is refused for all; one that is deferred is deferred for those to whom
    /// nothing
    /// else was said.
    private static Reply worse(Reply verdict, Reply whole) {
        return whole.isPositive() || (whole.isTemporary() && !verdict.isPositive()) ? verdict : whole;
    }

    private Reply finalReply() throws HostTrouble {
        Reply reply = session.reply(END_OF_DATA, session.timeouts().last());
        if (reply.code() == 421) {
            throw HostTrouble.reply(Kind.LOST, END_OF_DATA, reply);
        }
        if (reply.code() / 100 == 3 && reply.code() != 353) {
            throw HostTrouble.reply(Kind.HOST, END_OF_DATA, reply);
        }
        return reply;
    }

    private void settleAccepted(Reply reply) {
        if (reply.isTemporary()) {
            trouble = Optional.of(
                    HostTrouble.reply(Kind.MESSAGE, END_OF_DATA, reply).because(Cause.DATA));
            return;
        }
        for (Recipient recipient : accepted) {
            settle(recipient, reply);
        }
    }

    private void settle(Recipient recipient, Reply reply) {
        settled.put(
                recipient,
                switch (reply.code() / 100) {
                    case 2 ->
                        new Status.Delivered(
                                Optional.of(host),
                                logFields(reply),
                                plan.extensions().reportsOnward(recipient),
                                HostEvents.lines(reply));
                    case 5 -> new Status.Failed(problem(END_OF_DATA, reply, Cause.OTHER));
                    default -> new Status.Deferred(problem(END_OF_DATA, reply, Cause.DATA));
                });
    }

    private void reset() {
        try {
            ended = session.command("RSET").code() / 100 == 2;
        } catch (HostTrouble _) {
            // The session is broken, and the recipients are dealt with all the same.
            ended = false;
        }
    }

    private String logFields(Reply reply) {
        StringBuilder fields = new StringBuilder();
        session.connection()
                .tls()
                .map(tls -> tls.logFields(plan.logs()).strip())
                .filter(shown -> !shown.isEmpty())
                .ifPresent(shown -> fields.append(shown).append(' '));
        session.login().ifPresent(login -> fields.append(login.logField()).append(' '));
        if (plan.pipelining() && plan.logs().test("pipelining")) {
            fields.append(session.isEarly() ? "L* " : "L ");
        }
        plan.extensions()
                .logField(answeredEach)
                .ifPresent(field -> fields.append(field).append(' '));
        String shown = reply.toString().replace("\\", "\\\\").replace("\"", "\\\"");
        return fields.append("C=\"").append(shown).append('"').toString();
    }

    private Problem problem(String after, Reply reply, Cause cause) {
        return new Problem(HostTrouble.errorAfter(after, reply), Optional.of(host), Optional.of(reply), false, cause);
    }

    private static Status failed(String message, String status) {
        return new Status.Failed(new Problem(message, Optional.empty(), Optional.empty(), false).withStatus(status));
    }
}
