package org.postern.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Expression;
import org.postern.api.config.Lists;
import org.postern.api.config.Option;
import org.postern.api.config.Settings;
import org.postern.api.mail.Host;
import org.postern.api.net.BadCertificate;
import org.postern.api.net.TlsFault;
import org.postern.api.net.TlsPolicy;
import org.postern.spi.ChainVerifier;
import org.postern.spi.ResumptionPolicy;
import org.postern.spi.StapleCheck;

/// What policy and transport want of one connection to a host. Confined to one thread.
final class ClientWishes {
    private final Host host;
    private final TlsPolicy policy;
    private final Settings transport;
    private final Context context;

    ClientWishes(Host host, TlsPolicy policy, Settings transport, Context context) {
        this.host = host;
        this.policy = policy;
        this.transport = transport;
        this.context = context;
    }

    Duration limit() {
        return context.setting(TlsOptions.HANDSHAKE_TIMEOUT);
    }

    int port() {
        return host.port();
    }

    /// What is expected of the server's certificates.
    ServerExpectation expectation(TrustAnchors anchors) throws IOException {
        return new ServerExpectation(
                host.givenName(),
                policy,
                verifier(anchors),
                staple(),
                new CertificateEvents(context, Optional.of(transport)));
    }

    private ChainVerifier verifier(TrustAnchors anchors) throws IOException {
        if (policy.verifier().isPresent()) {
            return policy.verifier().get();
        }
        if (policy.verification() == TlsPolicy.Verification.NONE) {
            return (chain, _) -> chain;
        }
        Pkix pkix = anchors.pkix(anchorSetting(), optional(TlsOptions.CLIENT_CRL));
        return (chain, name) -> {
            List<X509Certificate> path = pkix.path(chain, Pkix.Purpose.SERVER);
            if (policy.names()) {
                checkName(chain.getFirst(), name);
            }
            return path;
        };
    }

    private static void checkName(X509Certificate certificate, String name) throws CertificateException {
        if (!HostNames.match(certificate, name)) {
            throw new BadCertificate(
                    TlsFault.CERTIFICATE_HOST_MISMATCH,
                    "the certificate is for " + String.join(", ", HostNames.of(certificate)) + " and not for " + name);
        }
    }

    private Optional<StapleCheck.Wanted> staple() throws IOException {
        try {
            for (StapleCheck check : context.contributions(StapleCheck.class)) {
                Optional<StapleCheck.Wanted> wanted = check.wanted(host, policy, transport, context);
                if (wanted.isPresent()) {
                    return wanted;
                }
            }
            return Optional.empty();
        } catch (ExpansionException e) {
            throw new IOException("it cannot be known whether an OCSP response is wanted: " + e.getMessage(), e);
        }
    }

    /// The context with the certificate that the options of the transport name, or with none.
    SSLContext context(Contexts contexts) throws IOException {
        List<Path> certificates = files(TlsOptions.CLIENT_CERTIFICATE);
        try {
            CredentialSource source = certificates.isEmpty()
                    ? new NoCredentials()
                    : CredentialFiles.of(certificates, files(TlsOptions.CLIENT_KEY));
            return contexts.context(source, Service.OF_CLIENTS, context.now(), context.log());
        } catch (BadTlsOption e) {
            throw new IOException(e.logText(), e);
        }
    }

    private List<Path> files(Option<Optional<Expression>> option) throws IOException {
        Text names = text(option);
        if (names.tainted() && !names.isEmpty()) {
            throw new IOException(
                    option.name() + ": the name of the file comes from outside (tainted): " + names.value());
        }
        return TlsServer.files(names.value());
    }

    private String anchorSetting() throws IOException {
        return expand(TlsOptions.CLIENT_ANCHORS, transport.get(TlsOptions.CLIENT_ANCHORS))
                .value();
    }

    /// The name to ask for (RFC 6066, 3), which is never an address; empty to ask for none.
    String serverName() throws IOException {
        String name = policy.serverName().isPresent() ? policy.serverName().get() : nameOfTransport();
        String bare = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        return HostNames.isName(bare) ? bare : "";
    }

    private String nameOfTransport() throws IOException {
        return transport.get(TlsOptions.CLIENT_SNI).isPresent() ? optional(TlsOptions.CLIENT_SNI) : host.givenName();
    }

    /// The protocols to offer (RFC 7301); none for no such offer.
    List<String> applicationProtocols() throws IOException {
        return Lists.split(optional(TlsOptions.CLIENT_ALPN)).stream()
                .filter(protocol -> !protocol.isEmpty())
                .toList();
    }

    List<String> ciphers() throws IOException {
        String list = policy.ciphers().isPresent() ? policy.ciphers().get() : optional(TlsOptions.CLIENT_CIPHERS);
        try {
            return list.isBlank() ? List.of() : CipherList.parse(list.strip(), Jsse.suites());
        } catch (ConfigException e) {
            throw new IOException("tls_require_ciphers: " + e.getMessage(), e);
        }
    }

    /// Whether it is decided for each host whether sessions may be resumed.
    boolean hasResumption() {
        return !context.contributions(ResumptionPolicy.class).isEmpty();
    }

    /// Whether a session with the host may be resumed: one policy is enough.
    boolean mayResume() throws IOException {
        try {
            for (ResumptionPolicy resumption : context.contributions(ResumptionPolicy.class)) {
                if (resumption.client(host, transport, context)) {
                    return true;
                }
            }
            return false;
        } catch (ExpansionException e) {
            throw new IOException("it cannot be known whether a session may be resumed: " + e.getMessage(), e);
        }
    }

    /// What a session must have in common with this connection to be resumed.
    String sessionKey() throws IOException {
        return String.join(
                "|",
                host.toString(),
                serverName(),
                policy.toString(),
                anchorSetting(),
                String.join(":", ciphers()),
                String.join(":", applicationProtocols()));
    }

    private String optional(Option<Optional<Expression>> option) throws IOException {
        return text(option).value();
    }

    private Text text(Option<Optional<Expression>> option) throws IOException {
        Optional<Expression> value = transport.get(option);
        return value.isEmpty() ? Text.EMPTY : expand(option, value.get());
    }

    private Text expand(Option<?> option, Expression value) throws IOException {
        try {
            return value.expandUnlessForced(context).orElse(Text.EMPTY);
        } catch (ExpansionException e) {
            throw new IOException(option.name() + " cannot be expanded: " + e.getMessage(), e);
        }
    }
}
