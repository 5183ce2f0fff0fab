package org.postern.kernel;

import java.io.IOException;
import java.util.Set;
import org.postern.api.mail.Controls;
import org.postern.api.smtp.Reply;

/* RFC 2920, 3.1: EHLO, DATA and what ends a group must be the last that a client has sent, and so must be MAIL, RCPT and RSET where
 * PIPELINING was not announced. A client that goes on regardless (most are senders of spam, some are attacks) is cut off. It is looked for
 * before a command is carried out, and before the reply where an ACL may have taken its time. */
/// What must be the last that a client has sent before it gets the reply. Confined to the session's thread.
final class Synchronization {
    private static final Set<String> GROUPED = Set.of("MAIL", "RCPT", "RSET");
    /// They may always be followed; HELO and EHLO are looked after by [Pipelining].
    private static final Set<String> FREE = Set.of("AUTH", "HELP", "QUIT", "HELO", "EHLO");
    /// How much of what came too soon is shown in the log.
    private static final int SHOWN = 32;

    private final SmtpSession session;
    private final Wire wire;
    private final Client client;

    Synchronization(SmtpSession session, Wire wire) {
        this.session = session;
        this.wire = wire;
        this.client = session.client();
    }

    /// Cuts off a client that has sent something before the greeting; true if it did.
    boolean isBrokenBeforeGreeting() throws IOException {
        if (!isTooSoon()) {
            return false;
        }
        cutOff("(input sent without waiting for greeting): rejected connection from " + client.logText() + " input=\""
                + ahead() + "\"");
        return true;
    }

    /// Cuts off a client that has sent more than this command if it must be the last; true if it did.
    ///
    /// @param line the whole command
    boolean isBrokenAfter(String verb, String line) throws IOException {
        boolean pipelining = session.promises().include("pipelining");
        boolean free = FREE.contains(verb) || (pipelining && GROUPED.contains(verb)) || bringsData(verb);
        return !free && isBrokenBy(line);
    }

    /// Cuts off a client that has sent more than this command; true if it did.
    boolean isBrokenBy(String line) throws IOException {
        if (!isTooSoon()) {
            return false;
        }
        boolean pipelining = session.promises().include("pipelining");
        session.report().incomplete(session.transaction(), "sync failure");
        cutOff("(next input sent too soon: pipelining was" + (pipelining ? "" : " not") + " advertised): rejected \""
                + Printable.of(line) + "\" " + client.logText() + " next input=\"" + ahead() + "\"");
        return true;
    }

    /// Whether what follows the command belongs to it.
    private boolean bringsData(String verb) {
        return session.promises().bringData(verb)
                || session.leasehold()
                        .grammar()
                        .command(verb)
                        .filter(command -> command.element().bringsData())
                        .isPresent();
    }

    private boolean isTooSoon() throws IOException {
        boolean enforced = session.leasehold()
                .context()
                .get(Controls.ENFORCE_SYNC)
                .orElseGet(() -> session.leasehold().context().setting(KernelOptions.SMTP_ENFORCE_SYNC));
        return !client.isTrial() && enforced && wire.hasInput();
    }

    private String ahead() throws IOException {
        return Printable.of(wire.ahead(SHOWN));
    }

    private void cutOff(String why) {
        session.logRefusal("SMTP protocol synchronization error " + why);
        session.leave("synchronization-error", Reply.of(554, "5.0", "SMTP synchronization error"));
    }
}
