package org.postern.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import org.postern.api.Context;
import org.postern.api.Slot;
import org.postern.api.Slot.Lifetime;
import org.postern.api.config.Lists;
import org.postern.api.net.TlsInfo;
import org.postern.api.net.TlsInfo.Ocsp;
import org.postern.spi.Connection;
import org.postern.tls.ClientExpectation.Asks;

/// The server's side of TLS. Safe for any number of threads.
final class TlsServer {
    /// What the client said at the beginning of the handshake.
    static final Slot<ClientHello> HELLO = Slot.of(Lifetime.CONNECTION, "tls-client-hello");

    private final Optional<Path> home;
    private final PeerTrust trust = new PeerTrust();
    private final TrustAnchors anchors = new TrustAnchors();
    private final Contexts contexts =
            new Contexts((credentials, service) -> Jsse.server(new KeyRing(credentials), trust, service.resumable()));
    private final Buffers buffers = new Buffers();
    private final Stapling stapling;

    /// A server that keeps the certificate that it makes for itself under `home`, or in memory.
    ///
    /// @param staples where the platform finds the OCSP responses to send
    TlsServer(Optional<Path> home, Staples staples) {
        this.home = home;
        this.stapling = new Stapling(staples);
    }

    /// Fails if TLS cannot be had now, before a client is told to begin.
    void prepare(Context context) throws BadTlsOption {
        ServerWishes wishes = new ServerWishes(context, home);
        wishes.ciphers();
        wishes.groups();
        wishes.applicationProtocols();
        wishes.requiresProtocol();
        wishes.expectation(anchors);
        stapling.offer(credentials(wishes.credentials(), context), context);
    }

    private List<Credential> credentials(CredentialSource source, Context context) throws BadTlsOption {
        return contexts.credentials(source, context.now(), context.log());
    }

    /// The buffers of all connections of this server.
    Buffers buffers() {
        return buffers;
    }

    /// Makes the handshake with a client that begins now. On failure `plain` is closed.
    Connection accept(Connection plain, Context context) throws IOException, BadTlsOption {
        try {
            return handshake(plain, context);
        } catch (IOException | BadTlsOption | RuntimeException e) {
            plain.close();
            throw e;
        }
    }

    private Connection handshake(Connection plain, Context context) throws IOException, BadTlsOption {
        ServerWishes wishes = new ServerWishes(context, home);
        Patience patience = new Patience(plain, wishes.limit());
        patience.start(wishes.limit());
        RecordInput records = new RecordInput(plain.input(), buffers, patience);
        ClientHello hello = ClientHello.peek(records);
        context.put(HELLO, hello);
        ClientExpectation expectation = wishes.expectation(anchors);
        CredentialSource source = wishes.credentials();
        List<Credential> credentials = credentials(source, context);
        Service service = wishes.service(
                nameOfOurs(hello.serverName(), credentials), plain.local().getPort());
        SSLContext ssl = contexts.context(source, service, context.now(), context.log());
        SSLEngine engine = engine(ssl, wishes, service);
        Stapling.Offered staples = stapling.offer(credentials, context);
        TlsLink link = new TlsLink(engine, plain, records, buffers, patience);
        shakeHands(engine, link, expectation);
        patience.stop();
        if (link.isResumed()) {
            verifyAgain(engine, expectation, link);
        }
        if (wishes.requiresProtocol() && engine.getApplicationProtocol().isEmpty()) {
            link.close();
            throw new SSLException("the client has named no protocol (ALPN)");
        }
        Ocsp ocsp = link.isResumed() ? Ocsp.NOT_REQUESTED : staples.outcome(hello, engine.getSession());
        if (!service.resumable()) {
            engine.getSession().invalidate();
        }
        int resumption = link.resumption() | (wishes.hasResumption() ? TlsInfo.RESUMPTION : 0);
        return new TlsConnection(
                plain, link, Agreement.of(engine, hello.serverName(), expectation.verdict(), ocsp, resumption));
    }

    /// The name that a client wants if a certificate is for it. All other names are one, so that clients
    /// cannot make up services.
    private static String nameOfOurs(String name, List<Credential> credentials) {
        return credentials.stream().anyMatch(credential -> isFor(credential.leaf(), name)) ? name : "";
    }

    private static boolean isFor(X509Certificate certificate, String name) {
        try {
            return HostNames.match(certificate, name);
        } catch (CertificateParsingException _) {
            return false; // nobody can verify it
        }
    }

    private void shakeHands(SSLEngine engine, TlsLink link, ClientExpectation expectation) throws IOException {
        trust.expect(engine, expectation);
        try {
            link.handshake();
        } catch (SSLException e) {
            throw expectation.refusal().isEmpty()
                    ? e
                    : new SSLException(
                            "certificate not acceptable: "
                                    + expectation.refusal().get(),
                            e);
        } finally {
            trust.forget(engine);
        }
    }

    private static SSLEngine engine(SSLContext ssl, ServerWishes wishes, Service service) throws BadTlsOption {
        SSLEngine engine = ssl.createSSLEngine();
        engine.setUseClientMode(false);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(Jsse.PROTOCOLS.toArray(new String[0]));
        parameters.setUseCipherSuitesOrder(true);
        parameters.setApplicationProtocols(wishes.applicationProtocols().toArray(new String[0]));
        List<String> ciphers = wishes.ciphers();
        if (!ciphers.isEmpty()) {
            parameters.setCipherSuites(ciphers.toArray(new String[0]));
        }
        List<String> groups = wishes.groups();
        if (!groups.isEmpty()) {
            parameters.setNamedGroups(groups.toArray(new String[0]));
        }
        switch (service.asks()) {
            case NOT -> parameters.setWantClientAuth(false);
            case MAY_SHOW -> parameters.setWantClientAuth(true);
            case MUST_SHOW -> parameters.setNeedClientAuth(true);
        }
        engine.setSSLParameters(parameters);
        return engine;
    }

    /// A client is asked for no certificate when it resumes a session: the one of the session counts, as far
    /// as it is still acceptable.
    private static void verifyAgain(SSLEngine engine, ClientExpectation expectation, TlsLink link) throws IOException {
        List<X509Certificate> chain = Agreement.peerChain(engine.getSession());
        if (expectation.asks() == Asks.NOT || (chain.isEmpty() && expectation.asks() == Asks.MAY_SHOW)) {
            return;
        }
        try {
            expectation.check(chain, Optional.empty());
        } catch (CertificateException e) {
            engine.getSession().invalidate();
            link.close();
            throw new SSLHandshakeException("certificate of a resumed session not acceptable: " + e.getMessage());
        }
    }

    /// The files that a list names.
    static List<Path> files(String list) {
        return Lists.split(list).stream()
                .filter(name -> !name.isEmpty())
                .map(Path::of)
                .toList();
    }
}
