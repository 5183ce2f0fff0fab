package org.postern.srs;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.postern.api.ExpansionException;
import org.postern.api.mail.Address;

/* SRS0=HASH=STAMP=DOMAIN=LOCAL@FORWARDER is LOCAL@DOMAIN, rewritten by FORWARDER. The next forwarder does not make it longer and longer:
 * SRS1=HASH=FORWARDER==HASH=STAMP=DOMAIN=LOCAL@NEXT, and one after that only puts its own hash and domain in place. The character after
 * SRS0 may be one of "=+-", the others are "=". http://www.libsrs2.net/srs/srs.pdf */
/// Rewrites senders and finds out what was rewritten.
///
/// @param seal makes and checks hashes
/// @param rules what addresses have in them, and which are taken
/// @param memory knows what they stand for
record Srs(Seal seal, SrsRules rules, SrsMemory memory) {
    private static final String WRONG_HASH = "the hash is wrong";
    private static final SrsRules USUAL = new SrsRules(true, true, 0, '=', SrsRules.EximHashes.REFUSED);

    /// What a local part was before it was rewritten.
    sealed interface Reversed {
        /// It is not rewritten.
        ///
        /// @param reason how that shows
        record NotSrs(String reason) implements Reversed {}

        /// It is, and its hash and its time are right.
        ///
        /// @param address whose it is
        record Original(String address) implements Reversed {}

        /// It looks as if.
        ///
        /// @param reason what is wrong
        record Invalid(String reason) implements Reversed {}
    }

    /// The sender `localPart@domain` as this forwarder writes it. Local parts are without quotes here.
    ///
    /// @param forwarder our domain
    Address forward(String localPart, String domain, String forwarder, Instant now) throws ExpansionException {
        String rewritten = switch (SrsLocalPart.parse(localPart)) {
            case SrsLocalPart.First first -> again(domain, first.rest());
            case SrsLocalPart.Next next -> again(next.forwarder(), next.rest());
            default -> first(localPart, domain, now);
        };
        return Address.asWritten(rewritten, forwarder);
    }

    /// Whether a sender is the forwarder's own, so that it need not be rewritten.
    static boolean isOwn(String domain, String forwarder) {
        return domain.equalsIgnoreCase(forwarder);
    }

    private String first(String localPart, String domain, Instant now) throws ExpansionException {
        String stamp = rules.stamped() ? Stamp.of(now) : "";
        SrsFields bare = new SrsFields("", stamp, memory.keep(localPart, domain));
        if (rules.exims() == SrsRules.EximHashes.MADE) {
            return asExim(Address.asWritten(localPart, domain), bare);
        }
        String hash = rules.hashed() ? seal.of(bare.hashed()) : "";
        return "SRS0" + rules.separator() + new SrsFields(hash, stamp, bare.payload()).text();
    }

    /// Exim reads stamps in lower case alone.
    private String asExim(Address sender, SrsFields bare) {
        String stamp = bare.stamp().toLowerCase(Locale.ROOT);
        return "SRS0=" + new SrsFields(seal.asExim(sender.toString()), stamp, bare.payload()).text();
    }

    private String again(String forwarder, String rest) {
        return "SRS1" + rules.separator() + seal.of(forwarder + rest) + '=' + forwarder + '=' + rest;
    }

    /// Who is meant by `localPart` at one of our domains.
    Reversed reverse(String localPart, Instant now) throws ExpansionException {
        return switch (SrsLocalPart.parse(localPart)) {
            case SrsLocalPart.None _ -> new Reversed.NotSrs("it does not begin as SRS does");
            case SrsLocalPart.Broken broken -> new Reversed.NotSrs(broken.reason());
            case SrsLocalPart.First first -> {
                Optional<SrsFields> fields = SrsFields.parse(first.body(), rules);
                yield fields.isEmpty()
                        ? new Reversed.NotSrs("hash, time or sender is missing")
                        : reverse(fields.get(), now);
            }
            case SrsLocalPart.Next next ->
                seal.fits(next.hash(), next.forwarder() + next.rest())
                        ? new Reversed.Original(next.address())
                        : new Reversed.Invalid(WRONG_HASH);
        };
    }

    private Reversed reverse(SrsFields fields, Instant now) throws ExpansionException {
        if (rules.hashed() && !fits(fields)) {
            return new Reversed.Invalid(WRONG_HASH);
        }
        if (rules.stamped() && !isInTime(fields.stamp(), now)) {
            return new Reversed.Invalid("the time is over");
        }
        return memory.recall(fields.payload())
                .<Reversed>map(Reversed.Original::new)
                .orElseGet(() -> new Reversed.Invalid("it tells no sender"));
    }

    private boolean fits(SrsFields fields) {
        return seal.fits(fields.hash(), fields.hashed())
                || (rules.exims() != SrsRules.EximHashes.REFUSED
                        && new InAddress()
                                .recall(fields.payload())
                                .filter(sender -> seal.fitsAsOfExim(fields.hash(), sender))
                                .isPresent());
    }

    private boolean isInTime(String stamp, Instant now) {
        OptionalInt age = Stamp.age(stamp, now);
        return age.isPresent() && age.getAsInt() <= rules.maxAge();
    }

    /// Whether a local part looks rewritten, right or wrong.
    static boolean isLikely(String localPart) {
        return switch (SrsLocalPart.parse(localPart)) {
            case SrsLocalPart.First first ->
                SrsFields.parse(first.body(), USUAL)
                        .flatMap(fields -> new InAddress().recall(fields.payload()))
                        .isPresent();
            case SrsLocalPart.Next _ -> true;
            default -> false;
        };
    }
}
