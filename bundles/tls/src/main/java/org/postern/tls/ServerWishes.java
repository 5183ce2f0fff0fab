package org.postern.tls;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Expression;
import org.postern.api.config.Lists;
import org.postern.api.config.MatchList;
import org.postern.api.config.MatchList.Match;
import org.postern.api.config.Option;
import org.postern.spi.ResumptionPolicy;
import org.postern.tls.ClientExpectation.Asks;

/// What the main section wants of TLS with one client. The options are expanded when they are asked for: once
/// before the client is told to begin, and again when it has named the host that it wants. Confined to one
/// thread.
final class ServerWishes {
    private final Context context;
    private final Optional<Path> home;

    /// @param home where a certificate that the server makes for itself is kept
    ServerWishes(Context context, Optional<Path> home) {
        this.context = context;
        this.home = home;
    }

    Duration limit() {
        return context.setting(TlsOptions.HANDSHAKE_TIMEOUT);
    }

    /// Where the certificates for this client come from.
    CredentialSource credentials() throws BadTlsOption {
        List<Path> certificates = files(TlsOptions.CERTIFICATE);
        if (certificates.isEmpty()) {
            return new SelfSigned(home.map(directory -> directory.resolve("tls")), hostName());
        }
        return CredentialFiles.of(certificates, files(TlsOptions.PRIVATE_KEY));
    }

    /// What the sessions of a client are for that wants the host `name` and came to this port of ours.
    Service service(String name, int port) throws BadTlsOption {
        return new Service(name, port, asks(), mayResume());
    }

    /// What is expected of the client's certificates.
    ClientExpectation expectation(TrustAnchors anchors) throws BadTlsOption {
        Asks asks = asks();
        return new ClientExpectation(
                asks,
                asks == Asks.NOT ? Optional.empty() : Optional.of(pkix(anchors)),
                new CertificateEvents(context, Optional.empty()));
    }

    private Pkix pkix(TrustAnchors anchors) throws BadTlsOption {
        String certificates = fileName(
                TlsOptions.ANCHORS, expand(TlsOptions.ANCHORS, Optional.of(context.setting(TlsOptions.ANCHORS))));
        String revocations = fileName(TlsOptions.CRL, expand(TlsOptions.CRL));
        try {
            return anchors.pkix(certificates, revocations);
        } catch (IOException | InvalidPathException e) {
            throw new BadTlsOption(TlsOptions.ANCHORS, String.valueOf(e.getMessage()), e);
        }
    }

    private Asks asks() throws BadTlsOption {
        return includesClient(TlsOptions.VERIFY_HOSTS)
                ? Asks.MUST_SHOW
                : includesClient(TlsOptions.TRY_VERIFY_HOSTS) ? Asks.MAY_SHOW : Asks.NOT;
    }

    /// The suites of `tls_require_ciphers`; none for the platform's own choice.
    List<String> ciphers() throws BadTlsOption {
        String list = expand(TlsOptions.REQUIRE_CIPHERS).value().strip();
        try {
            return list.isEmpty() ? List.of() : CipherList.parse(list, Jsse.suites());
        } catch (ConfigException e) {
            throw new BadTlsOption(TlsOptions.REQUIRE_CIPHERS, String.valueOf(e.getMessage()), e);
        }
    }

    /// The groups of `tls_eccurve`; none for the platform's own choice.
    List<String> groups() throws BadTlsOption {
        try {
            return NamedGroups.parse(expand(TlsOptions.GROUPS, Optional.of(context.setting(TlsOptions.GROUPS)))
                    .value());
        } catch (ConfigException e) {
            throw new BadTlsOption(TlsOptions.GROUPS, String.valueOf(e.getMessage()), e);
        }
    }

    /// The protocols that are spoken here (RFC 7301): a client that offers others only is refused. None if
    /// what clients offer is of no interest.
    List<String> applicationProtocols() throws BadTlsOption {
        Text list = expand(TlsOptions.ALPN, Optional.of(context.setting(TlsOptions.ALPN)));
        List<String> protocols = Lists.split(list.value()).stream()
                .filter(protocol -> !protocol.isEmpty())
                .toList();
        for (String protocol : protocols) {
            if (protocol.length() > 255) {
                throw new BadTlsOption(TlsOptions.ALPN, "longer than 255 bytes: " + protocol);
            }
        }
        return protocols;
    }

    /// Whether the client must offer a protocol.
    boolean requiresProtocol() throws BadTlsOption {
        return includesClient(TlsOptions.REQUIRE_ALPN);
    }

    /// Whether it is decided for each client whether it may resume sessions.
    boolean hasResumption() {
        return !context.contributions(ResumptionPolicy.class).isEmpty();
    }

    /// Whether the client may resume a session: one policy is enough. Where it cannot be known, it may not,
    /// which costs a full handshake.
    private boolean mayResume() {
        for (ResumptionPolicy resumption : context.contributions(ResumptionPolicy.class)) {
            try {
                if (resumption.server(context)) {
                    return true;
                }
            } catch (ExpansionException e) {
                context.log().main("TLS: no session is resumed: " + resumption.name() + ": " + e.getMessage());
            }
        }
        return false;
    }

    private boolean includesClient(Option<MatchList<InetAddress>> option) throws BadTlsOption {
        MatchList<InetAddress> hosts = context.setting(option);
        Optional<InetAddress> client = context.clientAddress();
        if (client.isEmpty() || hosts.isEmpty()) {
            return false;
        }
        return switch (match(option, hosts, client.get())) {
            case Match.Matched _ -> true;
            case Match.NotMatched _ -> false;
            case Match.Deferred deferred ->
                throw new BadTlsOption(
                        option, "it cannot be known now whether it has the client: " + deferred.reason());
        };
    }

    private Match match(Option<?> option, MatchList<InetAddress> hosts, InetAddress client) throws BadTlsOption {
        try {
            return hosts.match(client, context);
        } catch (ExpansionException e) {
            throw new BadTlsOption(option, "cannot be expanded: " + e.getMessage(), e);
        }
    }

    private List<Path> files(Option<Optional<Expression>> option) throws BadTlsOption {
        return TlsServer.files(fileName(option, expand(option)));
    }

    private static String fileName(Option<?> option, Text name) throws BadTlsOption {
        if (name.tainted() && !name.isEmpty()) {
            throw new BadTlsOption(option, "the name of the file comes from outside (tainted): " + name.value());
        }
        return name.value();
    }

    private Text expand(Option<Optional<Expression>> option) throws BadTlsOption {
        return expand(option, context.setting(option));
    }

    private Text expand(Option<?> option, Optional<Expression> value) throws BadTlsOption {
        if (value.isEmpty()) {
            return Text.EMPTY;
        }
        try {
            return value.get().expandUnlessForced(context).orElse(Text.EMPTY);
        } catch (ExpansionException e) {
            throw new BadTlsOption(option, "cannot be expanded: " + e.getMessage(), e);
        }
    }

    private String hostName() throws BadTlsOption {
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
