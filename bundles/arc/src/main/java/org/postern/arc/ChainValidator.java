package org.postern.arc;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.postern.api.mail.Header;
import org.postern.signatures.Canonicalization;
import org.postern.signatures.KeyAnswer;
import org.postern.signatures.KeyType;
import org.postern.signatures.SignatureAlgorithm;
import org.postern.signatures.SignatureField;
import org.postern.signatures.SignedData;
import org.postern.signatures.SignedFields;

/// Validates the chain of one message (RFC 8617, 5.2). Confined to one thread.
///
/// The newest message signature must hold, and all seals. Older message signatures only tell how far back the
/// message is unchanged: one that does not hold, or whose key cannot be had now, is where that ends.
final class ChainValidator {
    /// The fewest bits that an RSA key may have (RFC 8301, 3.2).
    static final int MIN_RSA_BITS = 1024;

    private final ArcChain chain;
    private final SignedFields fields;
    private final BodyHashes bodies;
    private final Keys keys;
    private final Instant now;

    /// What became of one signature.
    sealed interface Verdict {
        record Holds() implements Verdict {}

        record Fails(String why) implements Verdict {}

        record Unknown(String why) implements Verdict {}
    }

    ChainValidator(Received received, Keys keys, Instant now) {
        this.chain = received.chain();
        this.fields = new SignedFields(received.header());
        this.bodies = received.bodies();
        this.keys = keys;
        this.now = now;
    }

    ArcResult validate() {
        if (chain.isEmpty()) {
            return ArcResult.NONE;
        }
        if (chain.isBroken()) {
            return ArcResult.failed(chain, chain.problem());
        }
        return switch (signature(chain.newest())) {
            case Verdict.Fails(String why) ->
                ArcResult.failed(chain, "message signature " + chain.instances() + ": " + why);
            case Verdict.Unknown(String why) -> ArcResult.unknown(chain, why);
            case Verdict.Holds() -> seals();
        };
    }

    private ArcResult seals() {
        for (ArcSet set : chain.sets().reversed()) {
            switch (seal(set)) {
                case Verdict.Fails(String why) -> {
                    return ArcResult.failed(chain, "seal " + set.instance() + ": " + why);
                }
                case Verdict.Unknown(String why) -> {
                    return ArcResult.unknown(chain, why);
                }
                case Verdict.Holds() -> {}
            }
        }
        return ArcResult.passed(chain, oldestPass());
    }

    private int oldestPass() {
        int oldest = chain.instances();
        while (oldest > 1 && signature(chain.sets().get(oldest - 2)) instanceof Verdict.Holds) {
            oldest--;
        }
        return oldest;
    }

    private Verdict signature(ArcSet set) {
        SignatureField signature = set.signature();
        if (signature.expiration().orElse(Long.MAX_VALUE) < now.getEpochSecond()) {
            return new Verdict.Fails("it has expired");
        }
        String problem = bodies.problem(signature);
        if (!problem.isEmpty()) {
            return new Verdict.Fails(problem);
        }
        return verify(
                signature.algorithmName(),
                signature.selector(),
                signature.domain(),
                signature.signature().bytes(),
                () -> SignedData.of(
                        fields.chosen(signature.names(), signature.field()),
                        signature.field(),
                        signature.headerCanonicalization()));
    }

    /// A seal covers the sets up to its own, and itself (RFC 8617, 5.1.1).
    private Verdict seal(ArcSet set) {
        List<Header> covered = new ArrayList<>();
        chain.sets().subList(0, set.instance()).forEach(older -> covered.addAll(older.fields()));
        covered.removeLast();
        Seal seal = set.seal();
        return verify(
                seal.algorithmName(),
                seal.selector(),
                seal.domain(),
                seal.signature().bytes(),
                () -> SignedData.of(covered, seal.field(), Canonicalization.RELAXED));
    }

    private Verdict verify(
            String algorithmName, String selector, String domain, byte[] signature, Supplier<byte[]> data) {
        SignatureAlgorithm algorithm = SignatureAlgorithm.of(algorithmName).orElse(SignatureAlgorithm.RSA_SHA1);
        if (algorithm.isHistoric()) {
            return new Verdict.Fails("an algorithm in a= that is not used");
        }
        return switch (keys.find(selector, domain)) {
            case KeyAnswer.Missing _ -> new Verdict.Fails("no key for " + selector + " of " + domain);
            case KeyAnswer.Revoked _ -> new Verdict.Fails("the key has been withdrawn");
            case KeyAnswer.Invalid(String problem) -> new Verdict.Fails("the key cannot be used: " + problem);
            case KeyAnswer.Unknown(String problem) -> new Verdict.Unknown(problem);
            case KeyAnswer.Found found -> verify(found, algorithm, signature, data);
        };
    }

    private static Verdict verify(
            KeyAnswer.Found found, SignatureAlgorithm algorithm, byte[] signature, Supplier<byte[]> data) {
        if (!found.record().allows(algorithm.hash()) || !found.record().isForMail()) {
            return new Verdict.Fails("the key is for other use");
        }
        if (found.key().type() == KeyType.RSA && found.key().bits() < MIN_RSA_BITS) {
            return new Verdict.Fails("the key has only " + found.key().bits() + " bits");
        }
        return found.key().verifies(algorithm, data.get(), signature)
                ? new Verdict.Holds()
                : new Verdict.Fails("the signature is wrong");
    }
}
