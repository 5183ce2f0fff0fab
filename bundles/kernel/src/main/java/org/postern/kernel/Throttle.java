package org.postern.kernel;

import java.net.InetAddress;
import java.util.Optional;
import org.postern.api.config.Option;

/// Keeps a client waiting that sends much in one connection (`smtp_ratelimit_mail`, `smtp_ratelimit_rcpt`).
/// A connection by which one client comes after the other, as through a proxy, begins anew with each.
/// Confined to the session's thread.
final class Throttle {
    private final SmtpSession session;
    private Optional<InetAddress> counted = Optional.empty();
    private Pace mailPace = new Pace();
    private Pace rcptPace = new Pace();
    private long mails;

    Throttle(SmtpSession session) {
        this.session = session;
    }

    /// A MAIL command has come, good or bad.
    void countMail() {
        Optional<InetAddress> now = Optional.of(session.client().peer().getAddress());
        if (!now.equals(counted)) {
            counted = now;
            mails = 0;
            mailPace = new Pace();
        }
        mails++;
    }

    /// Nothing is known of the next message yet.
    void nextMessage() {
        rcptPace = new Pace();
    }

    /// Before the reply to MAIL.
    void mail() {
        slowDown(mailPace, KernelOptions.SMTP_RATELIMIT_MAIL, mails);
    }

    /// Before the reply to RCPT.
    ///
    /// @param recipients how many there were of the message
    void rcpt(long recipients) {
        slowDown(rcptPace, KernelOptions.SMTP_RATELIMIT_RCPT, recipients);
    }

    /// What the client has been told goes out before.
    private void slowDown(Pace pace, Option<Optional<RateLimit>> option, long count) {
        Optional<RateLimit> limit = session.leasehold().context().setting(option);
        boolean counts = limit.isPresent()
                && count > limit.get().threshold()
                && !session.client().isTrial()
                && session.leasehold().includes(KernelOptions.SMTP_RATELIMIT_HOSTS);
        if (counts) {
            session.client().flush();
            try {
                Thread.sleep(pace.delay(limit.get(), count));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
