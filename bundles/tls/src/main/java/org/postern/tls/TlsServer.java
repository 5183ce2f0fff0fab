package org.postern.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Slot;
import org.postern.api.Slot.Lifetime;
import org.postern.api.Text;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Expression;
import org.postern.api.config.Lists;
import org.postern.api.config.Option;
import org.postern.api.net.TlsInfo.Ocsp;
import org.postern.api.net.TlsInfo.Verdict;
import org.postern.spi.Connection;

/// The server's side of TLS. Safe for any number of threads.
final class TlsServer {
    /// What the client said at the beginning of the handshake.
    static final Slot<ClientHello> HELLO = Slot.of(Lifetime.CONNECTION, "tls-client-hello");

    private final Optional<Path> home;
    private final Contexts contexts =
            new Contexts(credentials -> Jsse.server(new KeyRing(credentials), new NoClientCertificates()));
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
        ciphers(context);
        stapling.offer(credentials(context), context);
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
        Patience patience = new Patience(plain, context.setting(TlsOptions.HANDSHAKE_TIMEOUT));
        patience.start(context.setting(TlsOptions.HANDSHAKE_TIMEOUT));
        RecordInput records = new RecordInput(plain.input(), buffers, patience);
        ClientHello hello = ClientHello.peek(records);
        context.put(HELLO, hello);
        SSLEngine engine = engine(context);
        Stapling.Offered staples = stapling.offer(credentials(context), context);
        TlsLink link = new TlsLink(engine, plain, records, buffers, patience);
        link.handshake();
        patience.stop();
        Ocsp ocsp = staples.outcome(hello, engine.getSession());
        engine.getSession().invalidate();
        return new TlsConnection(plain, link, Agreement.of(engine, hello.serverName(), Verdict.NOT_ASKED, ocsp, 0));
    }

    private List<Credential> credentials(Context context) throws BadTlsOption {
        return contexts.credentials(source(context), context.now(), context.log());
    }

    private SSLEngine engine(Context context) throws SSLException, BadTlsOption {
        SSLContext ssl = contexts.context(source(context), context.now(), context.log());
        SSLEngine engine = ssl.createSSLEngine();
        engine.setUseClientMode(false);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(Jsse.PROTOCOLS.toArray(new String[0]));
        parameters.setUseCipherSuitesOrder(true);
        List<String> ciphers = ciphers(context);
        if (!ciphers.isEmpty()) {
            parameters.setCipherSuites(ciphers.toArray(new String[0]));
        }
        engine.setSSLParameters(parameters);
        return engine;
    }

    /// The suites of `tls_require_ciphers`; none for the platform's own choice.
    private static List<String> ciphers(Context context) throws BadTlsOption {
        String list = expand(TlsOptions.REQUIRE_CIPHERS, context).value().strip();
        try {
            return list.isEmpty() ? List.of() : CipherList.parse(list, Jsse.suites());
        } catch (ConfigException e) {
            throw new BadTlsOption(TlsOptions.REQUIRE_CIPHERS, String.valueOf(e.getMessage()), e);
        }
    }

    /// Where the certificates for this client come from. The options are expanded for each client, so that
    /// they may depend on its address, and once more when it has named the host that it wants.
    private CredentialSource source(Context context) throws BadTlsOption {
        List<Path> certificates = files(TlsOptions.CERTIFICATE, context);
        if (certificates.isEmpty()) {
            return new SelfSigned(home.map(directory -> directory.resolve("tls")), hostName(context));
        }
        return CredentialFiles.of(certificates, files(TlsOptions.PRIVATE_KEY, context));
    }

    private static List<Path> files(Option<Optional<Expression>> option, Context context) throws BadTlsOption {
        Text names = expand(option, context);
        if (names.tainted() && !names.isEmpty()) {
            throw new BadTlsOption(option, "the name of the file comes from outside (tainted): " + names.value());
        }
        return files(names.value());
    }

    /// The files that a list names.
    static List<Path> files(String list) {
        return Lists.split(list).stream()
                .filter(name -> !name.isEmpty())
                .map(Path::of)
                .toList();
    }

    private static Text expand(Option<Optional<Expression>> option, Context context) throws BadTlsOption {
        Optional<Expression> value = context.setting(option);
        if (value.isEmpty()) {
            return Text.EMPTY;
        }
        try {
            return value.get().expandUnlessForced(context).orElse(Text.EMPTY);
        } catch (ExpansionException e) {
            throw new BadTlsOption(option, "cannot be expanded: " + e.getMessage(), e);
        }
    }

    private static String hostName(Context context) throws BadTlsOption {
        try {
            return context.variable("primary_hostname")
                    .map(Text::value)
                    .filter(name -> !name.isEmpty())
                    .orElse("localhost");
        } catch (ExpansionException e) {
            throw new BadTlsOption(TlsOptions.CERTIFICATE, "our name is not known: " + e.getMessage(), e);
        }
    }
}
