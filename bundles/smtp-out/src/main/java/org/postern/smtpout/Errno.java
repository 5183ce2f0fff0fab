package org.postern.smtpout;

import org.postern.api.mail.Host;
import org.postern.spi.Transport.Cause;

/// The numbers that Exim has for what defers mail: of the system where it has one, below zero otherwise.
final class Errno {
    static final int UNKNOWN = 0;
    static final int EXPANSION = -27;
    static final int EVENT = -58;
    static final int MALFORMED = -19;
    static final int TLS_FAILED = -37;
    private static final int CLOSED = -18;
    private static final int QUOTA = -22;
    private static final int TLS_REQUIRED = -38;
    private static final int AUTHENTICATION = -42;
    private static final int RECIPIENT = -44;
    private static final int MAIL = -45;
    private static final int DATA = -46;
    private static final int TIMED_OUT = 110;
    private static final int REFUSED = 111;

    private Errno() {}

    static int of(Cause cause) {
        return switch (cause) {
            case OTHER, LOOKUP -> UNKNOWN;
            case MAIL -> MAIL;
            case RCPT -> RECIPIENT;
            case DATA -> DATA;
            case REFUSED -> REFUSED;
            case TIMEOUT, TIMEOUT_CONNECT -> TIMED_OUT;
            case LOST_CONNECTION -> CLOSED;
            case QUOTA -> QUOTA;
            case TLS_REQUIRED -> TLS_REQUIRED;
            case AUTH_FAILED -> AUTHENTICATION;
        };
    }

    /// For a recipient, the last two digits of the reply, and whether the host is known by an MX record.
    static int ofRecipient(int code, Host host) {
        return (code % 100 << 8) + (host.preference() >= 0 ? 'M' : 'A');
    }
}
