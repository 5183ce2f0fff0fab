package org.postern.api.net;

import java.util.List;
import java.util.Optional;
import org.postern.spi.ChainVerifier;

/// How TLS is to be used towards one host. Messages whose policies are equal share connections, so a
/// verifier is a value: equal if it decides alike.
///
/// @param level whether TLS must be used
/// @param verification what a certificate that is not acceptable means
/// @param names whether the certificate must be for the host; not asked of a `verifier`
/// @param verifier what decides about the certificates; empty for the trust anchors of the transport
/// @param serverName what SNI asks for; empty for what the transport says, or else the name of the host
/// @param ciphers the cipher list in place of `tls_require_ciphers`
/// @param published the policy of the recipient's domain that this follows
public record TlsPolicy(
        Level level,
        Verification verification,
        boolean names,
        Optional<ChainVerifier> verifier,
        Optional<String> serverName,
        Optional<String> ciphers,
        Optional<Published> published) {
    /// TLS if the host offers it, whatever its certificate.
    public static final TlsPolicy OPPORTUNISTIC = of(Level.MAY, Verification.NONE);

    /// No TLS.
    public static final TlsPolicy CLEAR = of(Level.NONE, Verification.NONE);

    /// Whether TLS must be used. In rising order.
    public enum Level {
        /// Not at all.
        NONE,
        /// If the host offers it; in clear if not.
        MAY,
        /// Always.
        REQUIRED
    }

    /// What a certificate that is not acceptable means. In rising order.
    public enum Verification {
        /// Nothing: it is not looked at.
        NONE,
        /// It is told (`CV=no`).
        TRY,
        /// TLS fails.
        REQUIRED
    }

    /// A policy that was published, for the log and for reports (RFC 8460, 4.4).
    ///
    /// @param name of what follows it, for the log, such as `dane`
    /// @param type the word of the reports for its kind: `tlsa` or `sts`
    /// @param domain where it was found
    /// @param text its lines
    /// @param hosts the patterns of the hosts that it permits; none where it is of the host itself
    public record Published(String name, String type, String domain, List<String> text, List<String> hosts) {
        /// The lines cannot be changed.
        public Published {
            text = List.copyOf(text);
            hosts = List.copyOf(hosts);
        }

        /// Whether it is that of a recipient's domain, which binds nobody else's mail to the host.
        public boolean isOfDomain() {
            return !hosts.isEmpty();
        }
    }

    /// A policy with the transport's anchors, that asks for the name where it verifies.
    public static TlsPolicy of(Level level, Verification verification) {
        return new TlsPolicy(
                level,
                verification,
                verification != Verification.NONE,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /// TLS that must be used, with certificates that `verifier` accepts.
    public static TlsPolicy verifiedBy(ChainVerifier verifier) {
        return new TlsPolicy(
                Level.REQUIRED,
                Verification.REQUIRED,
                false,
                Optional.of(verifier),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /// The same with a level and a verification that are not below these.
    public TlsPolicy atLeast(Level floor, Verification verificationFloor) {
        return new TlsPolicy(
                level.compareTo(floor) < 0 ? floor : level,
                verification.compareTo(verificationFloor) < 0 ? verificationFloor : verification,
                names,
                verifier,
                serverName,
                ciphers,
                published);
    }

    /// The same, asking for the name or not.
    public TlsPolicy withNames(boolean asked) {
        return new TlsPolicy(level, verification, asked, verifier, serverName, ciphers, published);
    }

    /// The same with this name for SNI.
    public TlsPolicy withServerName(String name) {
        return new TlsPolicy(level, verification, names, verifier, Optional.of(name), ciphers, published);
    }

    /// The same with this cipher list.
    public TlsPolicy withCiphers(String list) {
        return new TlsPolicy(level, verification, names, verifier, serverName, Optional.of(list), published);
    }

    /// The same, following this published policy.
    public TlsPolicy following(Published policy) {
        return new TlsPolicy(level, verification, names, verifier, serverName, ciphers, Optional.of(policy));
    }

    /// The name of what follows a published policy, for the log; the empty string without one.
    public String name() {
        return published.map(Published::name).orElse("");
    }

    /// Whether nothing may be sent in clear.
    public boolean isRequired() {
        return level == Level.REQUIRED;
    }
}
