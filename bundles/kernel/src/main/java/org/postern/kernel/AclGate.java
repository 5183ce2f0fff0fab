package org.postern.kernel;

import java.util.Optional;
import org.postern.api.Phase;
import org.postern.api.smtp.Reply;
import org.postern.core.AclVerdict;
import org.postern.core.MailContext;

/// Asks the ACLs, and turns what they say into replies and log lines.
final class AclGate {
    private final Services services;
    private final Client client;
    private final Leasehold leasehold;
    private boolean dropped;
    private String acceptText = "";
    private boolean closing;

    AclGate(Services services, Client client, Leasehold leasehold) {
        this.services = services;
        this.client = client;
        this.leasehold = leasehold;
    }

    /// Whether the last RCPT was accepted but is not to be delivered to.
    boolean droppedRecipient() {
        return dropped;
    }

    /// The usual positive reply, with the text that the last ACL gave it.
    Reply accepted(Reply usual) {
        return acceptText.isEmpty() ? usual : Reply.of(usual.code(), usual.enhanced(), acceptText);
    }

    /// Whether an ACL has asked to close the connection.
    boolean isClosing() {
        return closing;
    }

    /// Runs an ACL that stands outside a message.
    Optional<Reply> check(Phase phase, MailContext known, String what) {
        return check(phase, known, what, Optional.empty());
    }

    /// Runs an ACL; the reply if it refuses. `discard` is noted in the message, or for RCPT in `dropped`.
    Optional<Reply> check(Phase phase, MailContext known, String what, Optional<Transaction> message) {
        dropped = false;
        acceptText = "";
        AclVerdict verdict;
        try {
            verdict = leasehold.policy().acl(phase, known.in(phase));
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            services.log().panic(phase.option() + " failed: " + e);
            return Optional.of(Reply.of(451, "3.0", "Temporary local problem - please try later"));
        }
        String sender = message.map(m -> " F=<" + m.sender() + ">").orElse("");
        return switch (verdict) {
            case AclVerdict.Accept accept -> {
                acceptText = accept.text();
                yield Optional.empty();
            }
            case AclVerdict.Discard discard -> {
                services.log()
                        .main(client.logText() + sender + " discarded by " + phase.label() + " ACL"
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
                closing = true;
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
}
