package org.postern.signatures;

import java.util.List;
import java.util.Optional;

/// A kind of key with a hash, as `a=` names it, such as `rsa-sha256`.
///
/// @param keyType the kind of key
/// @param hash of the body and, with RSA, of the header
public record SignatureAlgorithm(KeyType keyType, HashAlgorithm hash) {
    /// `rsa-sha256` (RFC 6376, 3.3.2).
    public static final SignatureAlgorithm RSA_SHA256 = new SignatureAlgorithm(KeyType.RSA, HashAlgorithm.SHA256);
    /// `ed25519-sha256` (RFC 8463, 3).
    public static final SignatureAlgorithm ED25519_SHA256 =
            new SignatureAlgorithm(KeyType.ED25519, HashAlgorithm.SHA256);
    /// `rsa-sha1`, known so that it can be named; never valid (RFC 8301, 3.1).
    public static final SignatureAlgorithm RSA_SHA1 = new SignatureAlgorithm(KeyType.RSA, HashAlgorithm.SHA1);
    /// `rsa-sha512`, which Exim has.
    public static final SignatureAlgorithm RSA_SHA512 = new SignatureAlgorithm(KeyType.RSA, HashAlgorithm.SHA512);

    private static final List<SignatureAlgorithm> KNOWN = List.of(RSA_SHA256, ED25519_SHA256, RSA_SHA1, RSA_SHA512);

    /// The algorithm of a name as `a=` has it; empty for one that is not known.
    public static Optional<SignatureAlgorithm> of(String word) {
        return KNOWN.stream().filter(algorithm -> algorithm.word().equals(word)).findFirst();
    }

    /// The algorithm of a kind of key and a hash; empty if nobody uses the two together.
    public static Optional<SignatureAlgorithm> of(KeyType keyType, HashAlgorithm hash) {
        return Optional.of(new SignatureAlgorithm(keyType, hash)).filter(KNOWN::contains);
    }

    /// The name as `a=` has it.
    public String word() {
        return keyType.word() + "-" + hash.word();
    }

    /// Whether RFC 8301 has taken it out of use: it neither signs nor verifies.
    public boolean isHistoric() {
        return hash == HashAlgorithm.SHA1;
    }
}
