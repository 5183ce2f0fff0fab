package org.postern.api.net;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.postern.api.Slot;

/// What the two sides of a TLS connection agreed on, and what is known of the other.
///
/// @param version such as `TLS1.3`
/// @param cipher the suite in OpenSSL's words, such as `TLS_AES_256_GCM_SHA384`
/// @param cipherStandard the suite in the words of the RFCs
/// @param bits the strength of the cipher
/// @param sni the server name that was asked for, or the empty string
/// @param alpn the protocol that was agreed on, or the empty string
/// @param peerChain the certificates of the other side, leaf first
/// @param ourCertificate the certificate that we showed
/// @param verdict what came of the verification of the other side's chain
/// @param ocsp what is known of the revocation of the other side's certificate
/// @param resumption five bits: resumption can be had; the client asked for a ticket; it offered a session;
/// the server gave a ticket; the session was resumed
public record TlsInfo(
        String version,
        String cipher,
        String cipherStandard,
        int bits,
        String sni,
        String alpn,
        List<X509Certificate> peerChain,
        Optional<X509Certificate> ourCertificate,
        Verdict verdict,
        Ocsp ocsp,
        int resumption) {
    /// Of the connection that a message is leaving by, in the context of its delivery.
    public static final Slot<Optional<TlsInfo>> OUTGOING = Slot.of(Slot.Lifetime.MESSAGE, "tls_out");

    /// The bit of [#resumption] for a session that was resumed.
    public static final int RESUMED = 16;

    /// What is known of a revocation, in the order of Exim's numbers (`$tls_in_ocsp`, `$tls_out_ocsp`).
    public enum Ocsp {
        /// Nobody asked.
        NOT_REQUESTED,
        /// It was asked for, and there was no answer.
        NO_RESPONSE,
        /// There was an answer, which was not verified.
        NOT_VERIFIED,
        /// The answer was not acceptable.
        FAILED,
        /// The answer says that the certificate is good.
        VERIFIED
    }

    /// What came of the verification of certificates.
    ///
    /// @param by what they were found acceptable by: `pkix` or the name of a policy; the empty string if not
    /// @param fault what was wrong with them, if they were looked at
    /// @param reason that in words
    public record Verdict(String by, Optional<TlsFault> fault, String reason) {
        /// Nobody looked.
        public static final Verdict NOT_ASKED = new Verdict("", Optional.empty(), "");

        /// They are acceptable.
        public static Verdict acceptedBy(String name) {
            return new Verdict(name, Optional.empty(), "");
        }

        /// They are not.
        public static Verdict refused(TlsFault fault, String reason) {
            return new Verdict("", Optional.of(fault), reason);
        }

        /// The field of the log: `CV=yes`, `CV=dane` or `CV=no`.
        public String logField() {
            return by.equals("dane") ? "CV=dane" : by.isEmpty() ? "CV=no" : "CV=yes";
        }
    }

    /// The certificates cannot be changed.
    public TlsInfo {
        peerChain = List.copyOf(peerChain);
    }

    /// Whether the other side's chain was verified.
    public boolean verified() {
        return !verdict.by().isEmpty();
    }

    /// Whether an earlier session was resumed.
    public boolean resumed() {
        return (resumption & RESUMED) != 0;
    }

    /// Version, cipher and strength, as the log shows them after `X=`.
    public String logText() {
        return version + ":" + cipher + ":" + bits;
    }
}
