package org.postern.tls;

import java.io.IOException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.postern.api.Context;
import org.postern.api.config.Settings;
import org.postern.api.mail.Host;
import org.postern.api.net.TlsClient;
import org.postern.api.net.TlsException;
import org.postern.api.net.TlsFault;
import org.postern.api.net.TlsInfo;
import org.postern.api.net.TlsPolicy;
import org.postern.spi.Connection;

/// The client's side of TLS on the Java platform.
///
/// Certificates are verified as the policy says, before the handshake ends; also when a session is resumed,
/// since policy, trust anchors and time may have moved on. Sessions are reused only where a
/// [org.postern.spi.ResumptionPolicy] has nothing against it, for the same host, port, name and policy.
@Component(service = TlsClient.class)
public final class JsseTlsClient implements TlsClient {
    private final Buffers buffers = new Buffers();
    private final TrustAnchors anchors = new TrustAnchors();
    private final PeerTrust trust = new PeerTrust();
    private final Contexts contexts = new Contexts((credentials, _) -> Jsse.client(new KeyRing(credentials), trust));

    /// A client without sessions to reuse.
    @Activate
    public JsseTlsClient() {}

    @Override
    public Connection start(Connection plain, Host host, TlsPolicy policy, Settings transport, Context context)
            throws IOException {
        try {
            return handshake(plain, new ClientWishes(host, policy, transport, context));
        } catch (IOException | RuntimeException e) {
            plain.close();
            throw e;
        }
    }

    private Connection handshake(Connection plain, ClientWishes wishes) throws IOException {
        boolean resumable = wishes.mayResume();
        SSLEngine engine = engine(wishes, resumable);
        ServerExpectation expectation = wishes.expectation(anchors);
        Patience patience = new Patience(plain, wishes.limit());
        patience.start(wishes.limit());
        RecordInput records = new RecordInput(plain.input(), buffers, patience);
        TlsLink link = new TlsLink(engine, plain, records, buffers, patience);
        trust.expect(engine, expectation);
        try {
            link.handshake();
        } catch (SSLException e) {
            throw failure(expectation, e);
        } finally {
            trust.forget(engine);
        }
        patience.stop();
        boolean resumed = !expectation.wasAsked();
        if (resumed) {
            verifyAgain(engine.getSession(), expectation, link);
        }
        if (!resumable) {
            engine.getSession().invalidate();
        }
        return new TlsConnection(plain, link, agreement(engine, wishes, expectation), resumable);
    }

    private static TlsInfo agreement(SSLEngine engine, ClientWishes wishes, ServerExpectation expectation)
            throws IOException {
        int resumption = wishes.hasResumption() ? TlsInfo.RESUMPTION : 0;
        return Agreement.of(engine, wishes.serverName(), expectation.verdict(), expectation.ocsp(), resumption);
    }

    private static IOException failure(ServerExpectation expectation, SSLException e) {
        Optional<TlsFault> refusal = expectation.refusal();
        return refusal.isEmpty()
                ? e
                : new TlsException(
                        refusal.get(),
                        "certificate not acceptable: " + expectation.verdict().reason(),
                        e);
    }

    private SSLEngine engine(ClientWishes wishes, boolean resumable) throws IOException {
        SSLContext ssl = wishes.context(contexts);
        SSLEngine engine = resumable ? ssl.createSSLEngine(wishes.sessionKey(), wishes.port()) : ssl.createSSLEngine();
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(Jsse.PROTOCOLS.toArray(new String[0]));
        parameters.setEndpointIdentificationAlgorithm(null);
        String serverName = wishes.serverName();
        parameters.setServerNames(serverName.isEmpty() ? List.of() : List.of(new SNIHostName(serverName)));
        parameters.setApplicationProtocols(wishes.applicationProtocols().toArray(new String[0]));
        List<String> ciphers = wishes.ciphers();
        if (!ciphers.isEmpty()) {
            parameters.setCipherSuites(ciphers.toArray(new String[0]));
        }
        engine.setSSLParameters(parameters);
        return engine;
    }

    private static void verifyAgain(SSLSession session, ServerExpectation expectation, TlsLink link)
            throws IOException {
        List<X509Certificate> chain = Agreement.peerChain(session);
        try {
            expectation.check(chain, Agreement.staple(session));
        } catch (CertificateException e) {
            session.invalidate();
            link.close();
            throw new TlsException(
                    expectation.refusal().orElse(TlsFault.VALIDATION_FAILURE),
                    "certificate of a resumed session: " + e.getMessage(),
                    e);
        }
    }
}
