package org.postern.kernel;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.api.Event;
import org.postern.api.Slot;
import org.postern.api.Text;
import org.postern.api.smtp.Reply;
import org.postern.core.MailContext;
import org.postern.spi.Variable;

/// What becomes of a client that fails to authenticate: a line of the log, a pause, and after too many
/// failures the end of the session.
final class AuthFailures {
    private static final Slot<Boolean> FAILED = Slot.of(Slot.Lifetime.CONNECTION, "authentication_failed");

    private final SmtpSession session;
    private int count;

    AuthFailures(SmtpSession session) {
        this.session = session;
    }

    /// `$authentication_failed`: 1 after an attempt that has failed.
    static Variable variable() {
        return Variable.of(
                "authentication_failed",
                context -> Optional.of(Text.trusted(context.get(FAILED).orElse(false) ? "1" : "0")));
    }

    /// An attempt begins.
    void reset() {
        session.leasehold().context().put(FAILED, false);
    }

    /// The reply to an attempt that has come to nothing.
    ///
    /// @param name of the authenticator
    /// @param detail what the log is told beside the reply
    Reply failed(String name, Reply reply, String detail) {
        MailContext known = session.leasehold().context();
        known.put(FAILED, true);
        String answer = reply.code() + " " + reply.lines().getFirst();
        session.logRefusal(
                name + " authenticator failed for " + session.client().logText() + ": " + answer + detail);
        tell(name, answer, known);
        if (reply.isTemporary()) {
            return reply;
        }
        count++;
        pause(known);
        return isOneTooMany(known) ? last(reply) : reply;
    }

    /// The event has the name of the authenticator in `$sender_host_authenticated`.
    private void tell(String name, String answer, MailContext known) {
        session.client().authenticated(name, "");
        try {
            new Event("auth:fail", Text.trusted(answer), Optional.empty())
                    .tell(known.with(session.client()))
                    .ifPresent(line -> session.log(line.value()));
        } finally {
            session.client().authenticated("", "");
        }
    }

    private void pause(MailContext known) {
        Duration time = known.setting(KernelOptions.AUTH_FAIL_DELAY);
        if (session.client().isTrial() || time.isZero()) {
            return;
        }
        try {
            Thread.sleep(time);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            session.close();
        }
    }

    private boolean isOneTooMany(MailContext known) {
        long most = known.setting(KernelOptions.AUTH_FAIL_MAX);
        return most > 0 && count >= most;
    }

    private Reply last(Reply reply) {
        session.logRefusal(
                "SMTP call from " + session.client().logName() + " dropped: too many failed authentication attempts");
        session.notQuit("bad-commands");
        session.close();
        List<String> lines = new ArrayList<>(reply.lines());
        lines.add("Too many failed authentication attempts");
        return new Reply(reply.code(), reply.enhanced(), lines);
    }
}
