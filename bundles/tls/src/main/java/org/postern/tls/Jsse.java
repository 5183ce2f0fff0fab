package org.postern.tls;

import java.security.GeneralSecurityException;
import java.security.KeyManagementException;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/// The Java platform's TLS.
final class Jsse {
    static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    private static final String TICKETS = "jdk.tls.server.enableSessionTicketExtension";
    private static final int CLIENT_SESSIONS = 5_000;
    private static final int TICKET_SECONDS = 7_200;
    private static final int TOO_LONG_FOR_TICKETS = 604_801;

    private Jsse() {}

    /// The cipher suites that the platform has.
    static List<String> suites() {
        try {
            return List.of(SSLContext.getDefault().getSupportedSSLParameters().getCipherSuites());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java platform has no TLS", e);
        }
    }

    /// A context for clients.
    static SSLContext client(KeyManager keys, TrustManager trust) {
        SSLContext context = init(newContext(), new KeyManager[] {keys}, trust);
        context.getClientSessionContext().setSessionCacheSize(CLIENT_SESSIONS);
        return context;
    }

    /// A context for servers. Tickets are sealed with keys that only this context has, in memory; the
    /// platform
    /// changes them each hour (`jdk.tls.server.statelessKeyTimeout`). Sessions without tickets are not kept.
    static SSLContext server(KeyManager keys, TrustManager trust, boolean tickets) {
        if (tickets) {
            SSLContext context = init(newContext(), new KeyManager[] {keys}, trust);
            context.getServerSessionContext().setSessionTimeout(TICKET_SECONDS);
            context.getServerSessionContext().setSessionCacheSize(1);
            return context;
        }
        SSLContext context = init(newContextWithoutTickets(), new KeyManager[] {keys}, trust);
        context.getServerSessionContext().setSessionTimeout(TOO_LONG_FOR_TICKETS);
        context.getServerSessionContext().setSessionCacheSize(1);
        return context;
    }

    private static SSLContext init(SSLContext context, KeyManager[] keys, TrustManager trust) {
        try {
            context.init(keys, new TrustManager[] {trust}, null);
            return context;
        } catch (KeyManagementException e) {
            throw new IllegalStateException("this Java platform has no TLS", e);
        }
    }

    private static SSLContext newContext() {
        try {
            return SSLContext.getInstance("TLS");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java platform has no TLS", e);
        }
    }

    /// The platform reads the property when a context is made, and only then.
    private static SSLContext newContextWithoutTickets() {
        synchronized (Jsse.class) {
            String before = System.getProperty(TICKETS, "true");
            System.setProperty(TICKETS, "false");
            try {
                return newContext();
            } finally {
                System.setProperty(TICKETS, before);
            }
        }
    }
}
