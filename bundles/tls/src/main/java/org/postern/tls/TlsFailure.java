package org.postern.tls;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import org.postern.api.net.IpText;

/// The line about TLS that could not be had, as Exim has it.
final class TlsFailure {
    private TlsFailure() {}

    static String logLine(InetSocketAddress peer, IOException failure) {
        boolean late = failure instanceof SocketTimeoutException;
        String reason = late ? "timed out" : String.valueOf(failure.getMessage());
        return logLine(peer, "handshake", reason);
    }

    static String logLine(InetSocketAddress peer, BadTlsOption failure) {
        return logLine(peer, failure.option().name(), String.valueOf(failure.getMessage()));
    }

    private static String logLine(InetSocketAddress peer, String where, String reason) {
        return "TLS error on connection from [" + IpText.of(peer.getAddress()) + "] (" + where + "): " + reason;
    }
}
