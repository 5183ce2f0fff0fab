package org.postern.dkim;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.postern.signatures.KeyType;
import org.postern.signatures.PublicKey;
import org.postern.signatures.SignatureAlgorithm;

/// What the administrator accepts of signatures.
///
/// @param hashes names of hashes (`dkim_verify_hashes`)
/// @param keyTypes names of kinds of keys (`dkim_verify_keytypes`)
/// @param minKeySizes the fewest bits, by kind of key (`dkim_verify_min_keysizes`)
/// @param minimal whether it is enough that one signature passes (`dkim_verify_minimal`)
/// @param maxSignatures how many signatures of a message are looked at (`dkim_verify_max_signatures`)
record VerifyRules(
        List<String> hashes,
        List<String> keyTypes,
        Map<KeyType, Integer> minKeySizes,
        boolean minimal,
        int maxSignatures) {
    /// How long the keys of one message may take, all together.
    static final Duration KEY_TIME = Duration.ofSeconds(60);

    VerifyRules {
        hashes = List.copyOf(hashes);
        keyTypes = List.copyOf(keyTypes);
        minKeySizes = Map.copyOf(minKeySizes);
    }

    boolean accepts(SignatureAlgorithm algorithm) {
        return hashes.contains(algorithm.hash().word())
                && keyTypes.contains(algorithm.keyType().word());
    }

    boolean accepts(PublicKey key) {
        return key.bits() >= minKeySizes.getOrDefault(key.type(), 0);
    }
}
