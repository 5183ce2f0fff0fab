package org.postern.dkim;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.NullMarked;
import org.postern.api.mail.Address;
import org.postern.api.mail.Header;
import org.postern.api.mail.Outgoing;
import org.postern.signatures.BodyHash;
import org.postern.signatures.Canonicalization;
import org.postern.signatures.FieldSigner;
import org.postern.signatures.HashAlgorithm;
import org.postern.signatures.KeyType;
import org.postern.signatures.PrivateKey;
import org.postern.signatures.SignatureAlgorithm;
import org.postern.signatures.SignedFields;
import org.postern.testkit.TestMessage;

/// Signs texts in tests.
@NullMarked
final class Signing {
    private Signing() {}

    /// A request with Exim's defaults.
    static SigningRequest request(PrivateKey key) {
        return new SigningRequest(
                "example.org",
                "sel",
                key,
                key.type() == KeyType.RSA ? SignatureAlgorithm.RSA_SHA256 : SignatureAlgorithm.ED25519_SHA256,
                Canonicalization.RELAXED,
                Optional.empty(),
                SignedNames.DEFAULT,
                OptionalLong.empty(),
                OptionalLong.empty());
    }

    /// The message with a signature by example.org, selector sel, before it.
    static String signed(String message, PrivateKey key) throws Exception {
        Verify.Halves halves = Verify.halves(Verify.bytes(message));
        Outgoing outgoing = new Outgoing(Address.NULL, halves.header(), TestMessage.content(halves.bodyText()));
        return new MessageSigner(outgoing).sign(request(key)).text() + message;
    }

    /// The message with a signature of these tags, to which `bh` and `b` are added: whatever they say.
    static String signed(String message, PrivateKey key, String tags, List<String> names, OptionalLong limit)
            throws Exception {
        Verify.Halves halves = Verify.halves(Verify.bytes(message));
        BodyHash hash = new BodyHash(Canonicalization.RELAXED, HashAlgorithm.SHA256, limit);
        hash.update(halves.body(), 0, halves.body().length);
        String bodyHash = java.util.Base64.getEncoder().encodeToString(hash.digest());
        String unsigned = "DKIM-Signature: " + tags + "; c=relaxed/relaxed; h=" + String.join(":", names) + "; bh="
                + bodyHash + "; b=";
        List<Header> fields = new SignedFields(halves.header()).chosen(names, new Header(""));
        SignatureAlgorithm algorithm = request(key).algorithm();
        return new FieldSigner(key, algorithm, Canonicalization.RELAXED)
                        .sign(fields, unsigned)
                        .text()
                + message;
    }
}
