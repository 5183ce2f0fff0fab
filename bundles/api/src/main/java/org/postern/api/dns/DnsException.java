package org.postern.api.dns;

import java.io.IOException;

/// The DNS gave no answer (a timeout, SERVFAIL, a forged answer): nothing is known now.
public class DnsException extends IOException {
    private static final long serialVersionUID = 1;

    /// No answer; the message names the query and the cause, for the log.
    public DnsException(String message) {
        super(message);
    }
}
