package org.postern.dkim;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.postern.api.mail.Header;
import org.postern.signatures.HashAlgorithm;
import org.postern.signatures.KeyRecord;
import org.postern.signatures.SignatureAlgorithm;
import org.postern.signatures.SignatureField;
import org.postern.signatures.SyntaxException;
import org.postern.signatures.TagList;

/// A DKIM-Signature field whose tags are as RFC 6376, 3.5 has them.
///
/// @param field the tags that it shares with other signatures
/// @param identity `i=`, or `@` and the domain
record DkimSignature(SignatureField field, String identity) {
    static final String NAME = "DKIM-Signature";

    /// How far a clock of the signer's may be ahead.
    static final Duration AHEAD = Duration.ofDays(1);

    /// Parses the tags; which of them may be acted on is for [#fault].
    static DkimSignature parse(Header header, TagList tags) throws SyntaxException {
        SignatureField field = SignatureField.parse(header, tags);
        Optional<String> given = tags.compact("i");
        String identity = given.isPresent() ? Identity.decoded(given.get()) : "@" + field.domain();
        return new DkimSignature(field, identity);
    }

    /// Why the signature is not to be verified, whatever it is worth (RFC 6376, 6.1.1).
    Optional<Finding> fault(Instant now) {
        TagList tags = field.tags();
        if (!field.covers("From")) {
            return Optional.of(Finding.FROM_NOT_SIGNED);
        }
        if (!Identity.isWithin(identity, field.domain()) || !isDnsQuery(tags)) {
            return Optional.of(Finding.TAG_INVALID);
        }
        long seconds = now.getEpochSecond();
        long created = field.timestamp().orElse(Long.MIN_VALUE);
        long expires = field.expiration().orElse(Long.MAX_VALUE);
        if (seconds > expires || (field.timestamp().isPresent() && expires <= created)) {
            return Optional.of(Finding.EXPIRED);
        }
        return created > seconds + AHEAD.toSeconds() ? Optional.of(Finding.IN_FUTURE) : Optional.empty();
    }

    /// Whether `q=` names a way to the key that there is.
    private static boolean isDnsQuery(TagList tags) {
        return tags.compact("q")
                .map(methods ->
                        List.of(methods.toLowerCase(Locale.ROOT).split(":", -1)).contains("dns/txt"))
                .orElse(true);
    }

    /// Why the key must not be used for this signature (RFC 6376, 6.1.2).
    Optional<Finding> fault(KeyRecord key, SignatureAlgorithm algorithm) {
        HashAlgorithm hash = algorithm.hash();
        boolean fits = key.keyTypeName().equals(algorithm.keyType().word()) && key.allows(hash) && key.isForMail();
        boolean strict = key.forbidsSubdomains() && !Identity.domain(identity).equalsIgnoreCase(field.domain());
        return fits && !strict ? Optional.empty() : Optional.of(Finding.KEY_INAPPLICABLE);
    }
}
