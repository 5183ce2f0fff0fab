package org.postern.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.api.Phase;
import org.postern.api.mail.Controls;
import org.postern.api.mail.SenderVerification;
import org.postern.api.smtp.RecipientVerdict;
import org.postern.api.smtp.Reply;
import org.postern.core.AclVerdict;
import org.postern.core.MailContext;

/// Asks the ACLs, and turns what they say into replies and log lines.
final class AclGate {
    private static final Reply LATER = Reply.of(451, "3.0", "Temporary local problem - please try later");

    private static final int SHOWN = 100;

    private final Services services;
    private final Client client;
    private final Leasehold leasehold;
    private Optional<String> discarded = Optional.empty();
    private String acceptText = "";
    private boolean closing;

    AclGate(Services services, Client client, Leasehold leasehold) {
        this.services = services;
        this.client = client;
        this.leasehold = leasehold;
    }

    /// If the last ACL has said `discard`: what the log is told of it, or the empty string.
    Optional<String> discarded() {
        return discarded;
    }

    /// The usual positive reply, with the text that the last ACL gave it.
    Reply accepted(Reply usual) {
        return acceptText.isEmpty() ? usual : Replies.of(usual.code(), usual.enhanced(), acceptText);
    }

    /// The text that the last ACL gave the positive reply, or the empty string.
    String acceptText() {
        return acceptText;
    }

    /// Whether an ACL has asked to close the connection.
    boolean isClosing() {
        return closing;
    }

    /// Runs an ACL for one recipient of a message whose data have come; the log is told nothing.
    RecipientVerdict recipient(Phase phase, MailContext known) {
        return switch (verdict(phase, known.in(phase))) {
            case AclVerdict.Accept accept -> new RecipientVerdict.Accepted(own(accept.text()));
            case AclVerdict.Discard discard -> new RecipientVerdict.Discarded(phase, own(discard.text()));
            case AclVerdict.Deny deny -> new RecipientVerdict.Refused(deny.reply(), deny.logMessage());
            case AclVerdict.Drop drop -> new RecipientVerdict.Refused(drop.reply(), drop.logMessage());
        };
    }

    private static Optional<Reply> own(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(Replies.of(250, "", text));
    }

    private AclVerdict verdict(Phase phase, MailContext context) {
        try {
            return leasehold.policy().acl(phase, context);
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            services.log().panic(phase.option() + " failed: " + e);
            return new AclVerdict.Deny(LATER, "", true);
        }
    }

    /// Runs an ACL that stands outside a message.
    Optional<Reply> check(Phase phase, MailContext known, String what) {
        return check(phase, known, what, Optional.empty());
    }

    /// Runs an ACL; the reply if it refuses. Whether it says `discard` is in [#discarded].
    ///
    /// @param what the command as the log has it, of which a hundred characters after the first word are
    /// shown
    Optional<Reply> check(Phase phase, MailContext known, String what, Optional<Transaction> message) {
        discarded = Optional.empty();
        acceptText = "";
        MailContext context = known.in(phase);
        AclVerdict verdict;
        try {
            verdict = leasehold.policy().acl(phase, context);
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            services.log().panic(phase.option() + " failed: " + e);
            return Optional.of(LATER);
        }
        message.ifPresent(
                transaction -> context.get(SenderVerification.REWRITTEN).ifPresent(transaction::senderIs));
        return switch (verdict) {
            case AclVerdict.Accept accept -> {
                acceptText = accept.text();
                yield Optional.empty();
            }
            case AclVerdict.Discard discard -> {
                acceptText = discard.text();
                discarded = Optional.of(discard.logMessage());
                yield Optional.empty();
            }
            case AclVerdict.Deny deny -> {
                Refusal refusal = new Refusal(phase, deny.reply(), deny.logMessage(), deny.quiet());
                yield Optional.of(refused(refusal, context, what, message));
            }
            case AclVerdict.Drop drop -> {
                closing = true;
                Refusal refusal = new Refusal(phase, drop.reply(), drop.logMessage(), drop.quiet());
                yield Optional.of(refused(refusal, context, what, message));
            }
        };
    }

    /// The reply, if no ACL can be run because something that it needs cannot be known now.
    Reply deferred(Phase phase, MailContext known, String what, Optional<Transaction> message, String why) {
        return refused(new Refusal(phase, LATER, why, false), known.in(phase), what, message);
    }

    private record Refusal(Phase phase, Reply reply, String logMessage, boolean quiet) {
        /// ETRN is refused for good by 458.
        boolean isTemporary() {
            return reply.isTemporary() && !(phase == Phase.ETRN && reply.code() == 458);
        }
    }

    private Reply refused(Refusal refusal, MailContext context, String what, Optional<Transaction> message) {
        List<String> details = senderFault(refusal, context);
        boolean ended = refusal.phase() == Phase.NOTQUIT || refusal.phase() == Phase.QUIT;
        if (!ended && !refusal.quiet() && (refusal.phase() != Phase.CONNECT || client.shows("connection_reject"))) {
            String line = client.logText()
                    + client.tlsFields()
                    + sender(refusal.phase(), message)
                    + (refusal.isTemporary() ? " temporarily rejected " : " rejected ")
                    + shown(what)
                    + (refusal.logMessage().isEmpty() ? "" : ": " + refusal.logMessage());
            services.log().main(line);
            services.log().reject(line);
        }
        return status(
                refusal.reply(),
                details,
                context.get(Controls.NO_MULTILINE_RESPONSES).orElse(false));
    }

    private String sender(Phase phase, Optional<Transaction> message) {
        boolean shows = phase == Phase.RCPT || phase == Phase.DATA || phase == Phase.MIME;
        if (!shows || message.isEmpty()) {
            return "";
        }
        String by = client.authenticator().isEmpty() ? "" : " A=" + client.authenticator();
        String id = by.isEmpty() || client.authenticatedId().isEmpty() ? "" : ":" + client.authenticatedId();
        return " F=<" + message.get().sender() + ">" + by + id;
    }

    private static String shown(String what) {
        int space = what.startsWith("EHLO or HELO ") ? "EHLO or HELO".length() : what.indexOf(' ');
        return what.substring(0, Math.min(what.length(), space + 1 + SHOWN));
    }

    /// Tells the log of a sender that was not verified, if it has not been told; what the client is told.
    private List<String> senderFault(Refusal refusal, MailContext context) {
        Optional<SenderVerification> fault = context.get(SenderVerification.FAILED);
        if (fault.isEmpty() || fault.get().told()) {
            return List.of();
        }
        context.put(SenderVerification.FAILED, fault.get().asTold());
        if (refusal.isTemporary() || client.shows("sender_verify_fail")) {
            String line = client.logText() + " " + fault.get().logLine();
            services.log().main(line);
            services.log().reject(line);
        }
        return refusal.isTemporary() ? List.of() : fault.get().details();
    }

    /// Policy said no: 7.1 (RFC 3463, "delivery not authorized") where the text has no status of its own.
    private static Reply status(Reply reply, List<String> before, boolean oneLine) {
        boolean own =
                !reply.enhanced().isEmpty() || reply.lines().getFirst().matches("[245]\\.\\d{1,3}\\.\\d{1,3}( .*)?");
        List<String> lines = new ArrayList<>(oneLine ? List.of() : before);
        lines.addAll(oneLine ? List.of(reply.lines().getFirst()) : reply.lines());
        return new Reply(reply.code(), own || reply.code() < 400 ? reply.enhanced() : "7.1", lines);
    }
}
