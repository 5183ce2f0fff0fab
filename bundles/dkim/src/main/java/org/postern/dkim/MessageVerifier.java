package org.postern.dkim;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.postern.api.mail.Header;
import org.postern.signatures.BodyHash;
import org.postern.signatures.Canonicalization;
import org.postern.signatures.HashAlgorithm;
import org.postern.signatures.KeyAnswer;
import org.postern.signatures.MessageSplitter;
import org.postern.signatures.PublicKey;
import org.postern.signatures.PublicKeys;
import org.postern.signatures.SignatureAlgorithm;
import org.postern.signatures.SignatureField;
import org.postern.signatures.SignedData;
import org.postern.signatures.SignedFields;
import org.postern.signatures.SyntaxException;
import org.postern.signatures.TagList;

/// Verifies the signatures of one message that passes in chunks (RFC 6376, 6). Used by one thread.
///
/// When the header is complete, the signatures in it are parsed; while the body passes, it is hashed once for
/// each way in which signatures hash it; at the end the keys are asked for, the hashes compared, and the
/// signatures verified.
final class MessageVerifier implements MessageSplitter.Parts {
    private final MessageSplitter splitter = new MessageSplitter(this);
    private final VerifyRules rules;
    private final Instant now;
    private final List<Candidate> candidates = new ArrayList<>();
    private final Map<HashedBody, BodyHash> hashes = new LinkedHashMap<>();
    private SignedFields fields = new SignedFields(List.of());
    private int ignored;

    /// A way in which a body is hashed.
    private record HashedBody(Canonicalization canonicalization, HashAlgorithm hash, OptionalLong limit) {}

    /// A signature that is looked at: what is known of it before the body has passed.
    private record Candidate(SignatureResult early, Optional<SignatureAlgorithm> algorithm) {}

    /// A hash of the body that has passed, in base64, and how long the canonical body was.
    private record Digest(String value, long length) {}

    MessageVerifier(VerifyRules rules, Instant now) {
        this.rules = rules;
        this.now = now;
    }

    /// Takes the next bytes of the message.
    void update(byte[] bytes, int offset, int count) {
        splitter.update(bytes, offset, count);
    }

    /// All bytes have come.
    void end() {
        splitter.end();
    }

    /// How many signatures are beyond the limit and were not looked at.
    int ignored() {
        return ignored;
    }

    @Override
    public void header(List<Header> header) {
        fields = new SignedFields(header);
        fields.named(DkimSignature.NAME).forEach(this::candidate);
    }

    private void candidate(Header field) {
        if (candidates.size() >= rules.maxSignatures()) {
            ignored++;
            return;
        }
        Candidate candidate = read(field);
        candidates.add(candidate);
        candidate.algorithm().ifPresent(algorithm -> {
            HashedBody body = hashed(candidate.early().field().orElseThrow(), algorithm);
            hashes.computeIfAbsent(body, way -> new BodyHash(way.canonicalization(), way.hash(), way.limit()));
        });
    }

    private static HashedBody hashed(SignatureField field, SignatureAlgorithm algorithm) {
        return new HashedBody(field.bodyCanonicalization(), algorithm.hash(), field.length());
    }

    private Candidate read(Header field) {
        try {
            TagList tags = TagList.parse(field.text().substring(field.text().indexOf(':') + 1));
            if (!tags.required("v").equals("1")) {
                return bad(SignatureResult.unreadable(Finding.VERSION_UNKNOWN, "", field));
            }
            DkimSignature signature = DkimSignature.parse(field, tags);
            Optional<Finding> fault =
                    fields.count("From") == 0 ? Optional.of(Finding.FROM_NOT_SIGNED) : signature.fault(now);
            if (fault.isPresent()) {
                return bad(SignatureResult.of(signature, fault.get()));
            }
            Optional<SignatureAlgorithm> algorithm = signature.field().algorithm();
            if (algorithm.isEmpty()) {
                return bad(SignatureResult.of(signature, Finding.ALGORITHM_UNKNOWN));
            }
            if (!algorithm.get().isHistoric() && !rules.accepts(algorithm.get())) {
                return bad(SignatureResult.of(signature, Finding.NOT_WANTED));
            }
            return new Candidate(SignatureResult.of(signature, Finding.PASS), algorithm);
        } catch (SyntaxException e) {
            return bad(SignatureResult.unreadable(Finding.TAG_INVALID, e.problem(), field));
        }
    }

    private static Candidate bad(SignatureResult result) {
        return new Candidate(result, Optional.empty());
    }

    @Override
    public void body(byte[] bytes, int offset, int count) {
        for (BodyHash hash : hashes.values()) {
            hash.update(bytes, offset, count);
        }
    }

    @Override
    public void headerTooLong() {
        candidates.add(
                bad(SignatureResult.unreadable(Finding.HEADER_TOO_LONG, "", new Header(DkimSignature.NAME + ":\r\n"))));
    }

    /// The results, in the order of the header; to be asked for once, after the end. With
    /// `dkim_verify_minimal` there are none after the first that passes.
    List<SignatureResult> results(PublicKeys keys, InstantSource clock) {
        Map<HashedBody, Digest> digests = new HashMap<>();
        hashes.forEach((way, hash) -> digests.put(way, new Digest(base64(hash.digest()), hash.length())));
        Query query = query(keys, clock);
        List<SignatureResult> results = new ArrayList<>();
        for (Candidate candidate : candidates) {
            SignatureResult result = candidate.algorithm().isEmpty()
                    ? candidate.early()
                    : judged(candidate, candidate.algorithm().get(), digests, query);
            results.add(result);
            if (rules.minimal() && result.isPass()) {
                break;
            }
        }
        return List.copyOf(results);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /// Asks for each key once, and for none any more when they have taken too long.
    private static Query query(PublicKeys keys, InstantSource clock) {
        Map<String, KeyAnswer> answers = new HashMap<>();
        Instant deadline = clock.instant().plus(VerifyRules.KEY_TIME);
        return field -> answers.computeIfAbsent(
                field.selector() + " " + field.domain(),
                _ -> clock.instant().isAfter(deadline)
                        ? new KeyAnswer.Unknown("the keys of this message take too long")
                        : keys.find(field.selector(), field.domain()));
    }

    /// Asks for the key of a signature.
    private interface Query {
        KeyAnswer ask(SignatureField field);
    }

    private SignatureResult judged(
            Candidate candidate, SignatureAlgorithm algorithm, Map<HashedBody, Digest> digests, Query query) {
        DkimSignature signature = candidate.early().signature().orElseThrow();
        SignatureField field = signature.field();
        Digest digest = digests.getOrDefault(hashed(field, algorithm), new Digest("", 0));
        KeyAnswer answer = query.ask(field);
        SignatureResult result = ofKey(signature, algorithm, answer);
        long limit = field.length().orElse(digest.length());
        if (!result.isPass() || !(answer instanceof KeyAnswer.Found found)) {
            return result;
        }
        if (limit > digest.length()) {
            return result.as(Finding.LENGTH_WRONG);
        }
        if (!digest.value().equals(base64(field.bodyHash().bytes()))) {
            return result.as(Finding.BODY_CHANGED);
        }
        return result.as(verified(field, algorithm, found.key())).leaving(digest.length() - limit);
    }

    /// What the key says of a signature: a pass is what is left to be verified.
    private SignatureResult ofKey(DkimSignature signature, SignatureAlgorithm algorithm, KeyAnswer answer) {
        return switch (answer) {
            case KeyAnswer.Unknown unknown ->
                SignatureResult.of(signature, Finding.KEY_UNKNOWN).because(unknown.problem());
            case KeyAnswer.Missing _ -> SignatureResult.of(signature, Finding.KEY_MISSING);
            case KeyAnswer.Invalid invalid ->
                SignatureResult.of(signature, Finding.KEY_UNUSABLE).because(invalid.problem());
            case KeyAnswer.Revoked revoked ->
                SignatureResult.of(signature, Finding.KEY_REVOKED).with(revoked);
            case KeyAnswer.Found found -> {
                Finding unfit = rules.accepts(found.key()) ? Finding.PASS : Finding.KEY_TOO_SHORT;
                yield SignatureResult.of(
                                signature,
                                signature.fault(found.record(), algorithm).orElse(unfit))
                        .with(found);
            }
        };
    }

    private Finding verified(SignatureField field, SignatureAlgorithm algorithm, PublicKey key) {
        if (algorithm.isHistoric()) {
            return Finding.HISTORIC;
        }
        byte[] data = SignedData.of(
                fields.chosen(field.names(), field.field()), field.field(), field.headerCanonicalization());
        boolean holds = key.verifies(algorithm, data, field.signature().bytes());
        return holds ? Finding.PASS : Finding.SIGNATURE_WRONG;
    }
}
