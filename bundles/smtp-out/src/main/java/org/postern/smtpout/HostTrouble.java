package org.postern.smtpout;

import java.io.IOException;
import java.util.Optional;
import org.postern.api.mail.Host;
import org.postern.api.smtp.Reply;
import org.postern.spi.Transport.Cause;
import org.postern.spi.Transport.Problem;

/// What keeps a message from going to one host, so that the next is tried.
final class HostTrouble extends IOException {
    private static final long serialVersionUID = 1;

    /// How far it reaches.
    enum Kind {
        /// The host cannot be reached, or does not speak as it should.
        HOST,
        /// The host closed the connection, or said that it would (421).
        LOST,
        /// The host has been spoken to before it spoke, and does not take that, or is not what it was the
        /// last
        /// time: it is spoken to anew.
        EARLY,
        /// The host does not take this message now, but may take others.
        MESSAGE,
        /// The host will never take this message: it is returned.
        UNWANTED,
        /// The host takes no mail; if no other host does, the message is returned.
        REFUSED,
        /// The message is not for hosts like this; if there is no other, it is returned.
        UNFIT,
        /// The configuration or this machine; no other host is tried.
        LOCAL
    }

    private final Kind kind;
    private final transient Optional<Reply> reply;
    private final Cause what;
    private final String status;
    private final int errno;

    private HostTrouble(Kind kind, String message, Optional<Reply> reply, Cause what, String status, int errno) {
        super(message);
        this.kind = kind;
        this.reply = reply;
        this.what = what;
        this.status = status;
        this.errno = errno;
    }

    static HostTrouble of(Kind kind, String message) {
        return new HostTrouble(kind, message, Optional.empty(), Cause.OTHER, "", Errno.UNKNOWN);
    }

    /// The same, for the retry rules one of this kind.
    HostTrouble because(Cause cause) {
        return copy(kind, cause, status);
    }

    /// The same for a message that is returned, with this status code, if no other host does better.
    HostTrouble forGood(String code) {
        return copy(Kind.UNFIT, what, code);
    }

    /// The same for a message that is kept, while others may go to the host.
    HostTrouble forThisMessage() {
        return copy(Kind.MESSAGE, what, status);
    }

    /// The same of a host that was spoken to before it spoke.
    HostTrouble tooEarly() {
        return copy(Kind.EARLY, what, status);
    }

    /// The same with a status code for the DSN.
    HostTrouble withStatus(String code) {
        return copy(kind, what, code);
    }

    private HostTrouble copy(Kind otherKind, Cause otherCause, String otherStatus) {
        HostTrouble trouble =
                new HostTrouble(otherKind, String.valueOf(getMessage()), reply, otherCause, otherStatus, errno);
        Optional.ofNullable(getCause()).ifPresent(trouble::initCause);
        return trouble;
    }

    /// The same with this as `$event_defer_errno`.
    HostTrouble numbered(int number) {
        HostTrouble trouble = new HostTrouble(kind, String.valueOf(getMessage()), reply, what, status, number);
        Optional.ofNullable(getCause()).ifPresent(trouble::initCause);
        return trouble;
    }

    /// `$event_defer_errno`.
    int errno() {
        return errno == Errno.UNKNOWN ? Errno.of(what) : errno;
    }

    /// What it is for the retry rules.
    Cause what() {
        return what;
    }

    /// The host answered with something else than what was hoped for.
    static HostTrouble reply(Kind kind, String after, Reply reply) {
        return new HostTrouble(kind, errorAfter(after, reply), Optional.of(reply), Cause.OTHER, "", Errno.UNKNOWN);
    }

    /// The words of the log for a reply that is an error.
    static String errorAfter(String after, Reply reply) {
        return "SMTP error from remote mail server after " + after + ": " + reply;
    }

    /// What the host answered, if it did.
    Optional<Reply> reply() {
        return reply;
    }

    Kind kind() {
        return kind;
    }

    /// Whether the message is returned if no other host takes it.
    boolean isPermanent() {
        return switch (kind) {
            case UNWANTED, REFUSED, UNFIT -> true;
            case HOST, LOST, EARLY, MESSAGE, LOCAL -> false;
        };
    }

    /// Whether another host may do better.
    boolean triesNext() {
        return switch (kind) {
            case HOST, LOST, EARLY, MESSAGE, REFUSED, UNFIT -> true;
            case UNWANTED, LOCAL -> false;
        };
    }

    /// Whether it concerns the host and not the message.
    boolean isHostWide() {
        return switch (kind) {
            case HOST, LOST, EARLY, REFUSED -> true;
            case MESSAGE, UNWANTED, UNFIT, LOCAL -> false;
        };
    }

    Problem problem(Host host) {
        return new Problem(String.valueOf(getMessage()), Optional.of(host), reply, isHostWide(), what)
                .withStatus(status);
    }
}
