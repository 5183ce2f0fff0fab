package org.postern.ocsp;

import java.time.Instant;
import org.postern.ocsp.OcspResult.Status;

/// A response that may be stapled, and what came of its verification. Its bytes are never changed.
final class Response {
    private final byte[] der;
    private final OcspResult result;
    private final boolean forStapling;

    private Response(byte[] der, OcspResult result, boolean forStapling) {
        this.der = der;
        this.result = result;
        this.forStapling = forStapling;
    }

    /// A response for `subject`, verified at the time `now`.
    static Response verified(byte[] der, Subject subject, Instant now) {
        OcspResult result = new OcspVerifier().verify(der, subject, now);
        return new Response(der, result, result.isGood() && OcspVerifier.isForStapling(der, subject));
    }

    byte[] der() {
        return der.clone();
    }

    OcspResult result() {
        return result;
    }

    /// Why it cannot be stapled to its certificate at the time `now`; empty if it can.
    String problem(Instant now) {
        if (result.status() != Status.GOOD) {
            return result.reason();
        }
        if (result.nextUpdate().isEmpty()) {
            return "it does not say when it ends (nextUpdate)";
        }
        if (!now.isBefore(result.nextUpdate().get())) {
            return "it ended at " + result.nextUpdate().get();
        }
        return forStapling
                ? ""
                : "it names the certificate by another digest than SHA-1, which the Java platform cannot staple";
    }
}
