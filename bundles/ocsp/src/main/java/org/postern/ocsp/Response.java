package org.postern.ocsp;

import java.time.Instant;
import org.postern.ocsp.OcspResult.Status;

/// A response that may be stapled, and what came of its verification. Its bytes are never changed.
final class Response {
    private final byte[] der;
    private final OcspResult result;

    Response(byte[] der, OcspResult result) {
        this.der = der;
        this.result = result;
    }

    byte[] der() {
        return der.clone();
    }

    OcspResult result() {
        return result;
    }

    /// Why it cannot be stapled to the certificate of `subject` at the time `now`; empty if it can.
    String problem(Subject subject, Instant now) {
        if (result.status() != Status.GOOD) {
            return result.reason();
        }
        if (result.nextUpdate().isEmpty()) {
            return "it does not say when it ends (nextUpdate)";
        }
        if (!now.isBefore(result.nextUpdate().get())) {
            return "it ended at " + result.nextUpdate().get();
        }
        return OcspVerifier.isForStapling(der, subject)
                ? ""
                : "it names the certificate by another digest than SHA-1, which the Java platform cannot staple";
    }
}
