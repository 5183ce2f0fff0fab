package org.postern.tls;

import java.io.IOException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
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
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Expression;
import org.postern.api.config.Option;
import org.postern.api.config.Settings;
import org.postern.api.mail.Host;
import org.postern.api.net.TlsClient;
import org.postern.api.net.TlsPolicy;
import org.postern.spi.ChainVerifier;
import org.postern.spi.Connection;

/// The client's side of TLS on the Java platform.
///
/// Certificates are verified when the policy has a verifier or its level is VERIFY, before the handshake
/// ends; also when a session is resumed, since policy, trust anchors and time may have moved on. Sessions
/// are reused only for the same host, port, name and policy.
@Component(service = TlsClient.class)
public final class JsseTlsClient implements TlsClient {
    private static final int SESSIONS = 5_000;

    private final Buffers buffers = new Buffers();
    private final TrustAnchors anchors = new TrustAnchors();
    private final PeerTrust trust = new PeerTrust();
    private final SSLContext ssl = Jsse.client(trust);

    /// A client without sessions to reuse.
    @Activate
    public JsseTlsClient() {
        ssl.getClientSessionContext().setSessionCacheSize(SESSIONS);
    }

    @Override
    public Connection start(Connection plain, Host host, TlsPolicy policy, Settings transport, Context context)
            throws IOException {
        try {
            return handshake(plain, host, new Wishes(policy, transport, context));
        } catch (IOException | RuntimeException e) {
            plain.close();
            throw e;
        }
    }

    private Connection handshake(Connection plain, Host host, Wishes wishes) throws IOException {
        String serverName = wishes.serverName(host);
        Optional<ChainVerifier> verifier = wishes.verifier(anchors);
        SSLEngine engine = engine(host, serverName, wishes);
        Patience patience = new Patience(plain, wishes.limit());
        patience.start(wishes.limit());
        RecordInput records = new RecordInput(plain.input(), buffers, patience);
        TlsLink link = new TlsLink(engine, plain, records, buffers, patience);
        PeerTrust.Expectation expectation = trust.expect(engine, host.name(), verifier);
        try {
            link.handshake();
        } catch (SSLException e) {
            throw expectation.reason().isEmpty() ? e : new SSLException(expectation.reason(), e);
        } finally {
            trust.forget(engine);
        }
        patience.stop();
        boolean resumed = !expectation.wasAsked();
        if (resumed) {
            verifyAgain(engine.getSession(), host, verifier, link);
        }
        return new TlsConnection(plain, link, Agreement.of(engine, serverName, verifier.isPresent(), resumed));
    }

    private SSLEngine engine(Host host, String serverName, Wishes wishes) throws IOException {
        SSLEngine engine = ssl.createSSLEngine(wishes.sessionKey(host, serverName), host.port());
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(Jsse.PROTOCOLS.toArray(new String[0]));
        parameters.setEndpointIdentificationAlgorithm(null);
        parameters.setServerNames(serverName.isEmpty() ? List.of() : List.of(new SNIHostName(serverName)));
        List<String> ciphers = wishes.ciphers();
        if (!ciphers.isEmpty()) {
            parameters.setCipherSuites(ciphers.toArray(new String[0]));
        }
        engine.setSSLParameters(parameters);
        return engine;
    }

    private static void verifyAgain(SSLSession session, Host host, Optional<ChainVerifier> verifier, TlsLink link)
            throws IOException {
        if (verifier.isEmpty()) {
            return;
        }
        List<X509Certificate> chain = Agreement.peerChain(session);
        try {
            verifier.get().verify(chain, host.name());
        } catch (CertificateException e) {
            session.invalidate();
            link.close();
            throw new SSLException("certificate of a resumed session: " + e.getMessage(), e);
        }
    }

    /// What policy and transport want of a connection.
    private record Wishes(TlsPolicy policy, Settings transport, Context context) {
        Duration limit() {
            return context.setting(TlsOptions.HANDSHAKE_TIMEOUT);
        }

        /// What decides about the certificates; empty if any will do.
        Optional<ChainVerifier> verifier(TrustAnchors anchors) throws IOException {
            if (policy.verifier().isPresent() || policy.level() != TlsPolicy.Level.VERIFY) {
                return policy.verifier();
            }
            return Optional.of(anchors.verifier(anchorSetting()));
        }

        private String anchorSetting() throws IOException {
            return expand(TlsOptions.CLIENT_ANCHORS, transport.get(TlsOptions.CLIENT_ANCHORS));
        }

        /// The name to ask for (RFC 6066, 3), which is never an address; empty to ask for none.
        String serverName(Host host) throws IOException {
            Optional<Expression> option = transport.get(TlsOptions.CLIENT_SNI);
            String name = option.isPresent() ? expand(TlsOptions.CLIENT_SNI, option.get()) : host.name();
            String bare = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
            return HostNames.isName(bare) ? bare : "";
        }

        List<String> ciphers() throws IOException {
            Optional<Expression> option = transport.get(TlsOptions.CLIENT_CIPHERS);
            String list = option.isPresent() ? expand(TlsOptions.CLIENT_CIPHERS, option.get()) : "";
            try {
                return list.isBlank() ? List.of() : CipherList.parse(list.strip(), Jsse.suites());
            } catch (ConfigException e) {
                throw new IOException("tls_require_ciphers: " + e.getMessage(), e);
            }
        }

        /// What a session must have in common with this connection to be resumed.
        String sessionKey(Host host, String serverName) throws IOException {
            String anchors = policy.level() == TlsPolicy.Level.VERIFY ? anchorSetting() : "";
            return String.join(
                    "|",
                    host.toString(),
                    serverName,
                    policy.level().name(),
                    policy.name(),
                    anchors,
                    String.join(":", ciphers()));
        }

        private String expand(Option<?> option, Expression value) throws IOException {
            try {
                return value.expandUnlessForced(context).orElse(Text.EMPTY).value();
            } catch (ExpansionException e) {
                throw new IOException(option.name() + " cannot be expanded: " + e.getMessage(), e);
            }
        }
    }
}
