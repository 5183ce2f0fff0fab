package org.postern.api.net;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import javax.security.auth.x500.X500Principal;
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

    /// The bit of [#resumption] that is set where sessions could be resumed.
    public static final int RESUMPTION = 1;

    /// The bit for a client that asked for a ticket.
    public static final int TICKET_WANTED = 2;

    /// The bit for a client that offered an earlier session.
    public static final int SESSION_OFFERED = 4;

    /// The bit for a server that gave a ticket.
    public static final int TICKET_GIVEN = 8;

    /// The bit for a session that was resumed.
    public static final int RESUMED = 16;

    /// What is known of a revocation.
    public enum Ocsp {
        /// Nobody asked.
        NOT_REQUESTED(0),
        /// It was asked for, and there was no answer.
        NO_RESPONSE(1),
        /// There was an answer, which was not verified.
        NOT_VERIFIED(2),
        /// The answer was not acceptable.
        FAILED(3),
        /// The answer says that the certificate is good.
        VERIFIED(4);

        private final int number;

        Ocsp(int number) {
            this.number = number;
        }

        /// The number in `$tls_in_ocsp` and `$tls_out_ocsp`.
        public int number() {
            return number;
        }
    }

    /// What came of the verification of certificates.
    ///
    /// @param by what they were found acceptable by: `pkix` or the name of a policy; the empty string if not
    /// @param fault what was wrong with them, if they were looked at
    /// @param reason that in words
    public record Verdict(String by, Optional<TlsFault> fault, String reason) {
        /// What `by` has for the public key infrastructure: a path to a trust anchor.
        public static final String PKIX = "pkix";

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

        /// The field of the log: `CV=yes`, `CV=no`, or the name of the policy, such as `CV=dane`.
        public String logField() {
            return "CV=" + (by.isEmpty() ? "no" : by.equals(PKIX) ? "yes" : by);
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

    /// The same with these bits of resumption set, too.
    public TlsInfo withResumption(int more) {
        return new TlsInfo(
                version,
                cipher,
                cipherStandard,
                bits,
                sni,
                alpn,
                peerChain,
                ourCertificate,
                verdict,
                ocsp,
                resumption | more);
    }

    /// Version, cipher and strength, as the log shows them after `X=`.
    public String logText() {
        return version + ":" + cipher + ":" + bits;
    }

    /// The subject of the other side's certificate (RFC 4514), or the empty string. What is no byte is in
    /// UTF-8.
    public String peerName() {
        return peerChain.isEmpty()
                ? ""
                : new String(
                        peerChain
                                .getFirst()
                                .getSubjectX500Principal()
                                .getName(X500Principal.RFC2253)
                                .getBytes(StandardCharsets.UTF_8),
                        StandardCharsets.ISO_8859_1);
    }

    /// The fields of a line of the log, each with a space before it: `X=`, with `*` behind it for a session
    /// that was resumed, `CV=`, `DN=`.
    ///
    /// @param shown tells of a log selector whether it is on
    public String logFields(Predicate<String> shown) {
        String star = resumed() && shown.test("tls_resumption") ? "*" : "";
        String name = peerName();
        return (shown.test("tls_cipher") ? " X=" + logText() + star : "")
                + (shown.test("tls_certificate_verified") ? " " + verdict.logField() : "")
                + (shown.test("tls_peerdn") && !name.isEmpty() ? " DN=\"" + printable(name, ' ') + "\"" : "");
    }

    /// The same of a client, and `SNI=`.
    public String logFieldsOfClient(Predicate<String> shown) {
        boolean named = shown.test("tls_sni") && !sni.isEmpty();
        return logFields(shown) + (named ? " SNI=" + printable(sni, '!') : "");
    }

    /// With what is below `first`, and DEL, as octal numbers.
    private static String printable(String text, char first) {
        StringBuilder shown = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            shown.append(c < first || c == 127 ? String.format("\\%03o", (int) c) : String.valueOf(c));
        }
        return shown.toString();
    }
}
