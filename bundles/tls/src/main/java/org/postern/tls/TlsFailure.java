package org.postern.tls;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.Event;
import org.postern.api.Text;
import org.postern.api.net.IpText;

/// The line about TLS that could not be had, as Exim has it.
final class TlsFailure {
    private TlsFailure() {}

    static String logLine(InetSocketAddress peer, IOException failure) {
        return logLine(peer, "handshake", reason(failure));
    }

    /// Tells those who listen that a client has not come to speak TLS with us.
    static void tell(IOException failure, Context context) {
        new Event("tls:fail:connect", Text.tainted("(handshake): " + reason(failure)), Optional.empty()).tell(context);
    }

    private static String reason(IOException failure) {
        boolean late = failure instanceof SocketTimeoutException;
        return late ? "timed out" : String.valueOf(failure.getMessage());
    }

    static String logLine(InetSocketAddress peer, BadTlsOption failure) {
        return logLine(peer, failure.option().name(), String.valueOf(failure.getMessage()));
    }

    private static String logLine(InetSocketAddress peer, String where, String reason) {
        return "TLS error on connection from [" + IpText.of(peer.getAddress()) + "] (" + where + "): " + reason;
    }
}
