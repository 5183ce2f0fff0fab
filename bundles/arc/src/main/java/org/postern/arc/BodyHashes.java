package org.postern.arc;

import java.security.MessageDigest;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.postern.signatures.BodyHash;
import org.postern.signatures.Canonicalization;
import org.postern.signatures.HashAlgorithm;
import org.postern.signatures.SignatureAlgorithm;
import org.postern.signatures.SignatureField;

/// The hashes of a body that the message signatures of a chain are about, made while it streams; signatures
/// of one kind share one. Confined to one thread.
final class BodyHashes {
    /// How many different hashes are made; an older signature that wants another one cannot be verified.
    static final int MAX_KINDS = 6;

    private final Map<Kind, BodyHash> hashes = new LinkedHashMap<>();
    private final Map<Kind, byte[]> digests = new HashMap<>();

    private record Kind(Canonicalization canonicalization, HashAlgorithm hash, OptionalLong length) {
        static Kind of(SignatureField signature) {
            HashAlgorithm hash =
                    signature.algorithm().map(SignatureAlgorithm::hash).orElse(HashAlgorithm.SHA256);
            return new Kind(signature.bodyCanonicalization(), hash, signature.length());
        }
    }

    /// What is needed for a chain, to be given the body.
    static BodyHashes of(ArcChain chain) {
        BodyHashes all = new BodyHashes();
        for (ArcSet set : chain.sets().reversed()) {
            SignatureField signature = set.signature();
            Kind kind = Kind.of(signature);
            if (all.hashes.size() < MAX_KINDS) {
                all.hashes.computeIfAbsent(kind, wanted -> signature.startBodyHash(wanted.hash()));
            }
        }
        return all;
    }

    /// Takes the next bytes of the body.
    void update(byte[] bytes, int offset, int length) {
        hashes.values().forEach(hash -> hash.update(bytes, offset, length));
    }

    /// What is wrong with the body, for a signature; the empty string if it is as it was signed. To be asked
    /// when all of the body has passed.
    String problem(SignatureField signature) {
        Kind kind = Kind.of(signature);
        BodyHash hash = hashes.get(kind);
        if (hash == null) {
            return "too many kinds of body hashes";
        }
        byte[] digest = digests.computeIfAbsent(kind, _ -> hash.digest());
        if (signature.length().orElse(0) > hash.length()) {
            return "the body is shorter than l= says";
        }
        return MessageDigest.isEqual(digest, signature.bodyHash().bytes()) ? "" : "the body has changed";
    }
}
