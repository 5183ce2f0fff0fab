package org.postern.tls;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/// A certificate, those of its issuers, and its key.
///
/// @param chain leaf first
/// @param key the private key of the leaf
record Credential(List<X509Certificate> chain, PrivateKey key) {
    Credential {
        chain = List.copyOf(chain);
    }

    X509Certificate leaf() {
        return chain.getFirst();
    }

    /// When the leaf is no longer valid.
    Instant end() {
        return leaf().getNotAfter().toInstant();
    }

    /// Whether the key is that of the certificate: what the one signs, the other verifies.
    boolean fits() {
        try {
            String algorithm = signatureAlgorithm(key.getAlgorithm());
            byte[] text = "Does the key fit?".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
            Signature signer = Signature.getInstance(algorithm);
            signer.initSign(key);
            signer.update(text);
            byte[] signature = signer.sign();
            Signature verifier = Signature.getInstance(algorithm);
            verifier.initVerify(leaf().getPublicKey());
            verifier.update(text);
            return verifier.verify(signature);
        } catch (GeneralSecurityException _) {
            return false; // another kind of key
        }
    }

    private static String signatureAlgorithm(String keyAlgorithm) {
        return switch (keyAlgorithm) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> keyAlgorithm;
        };
    }
}
