package org.postern.srs;

import java.time.Instant;
import java.util.OptionalInt;

/* SRS0=HASH=STAMP=DOMAIN=LOCAL@FORWARDER is LOCAL@DOMAIN, rewritten by FORWARDER. The next forwarder does not make it longer and longer:
 * SRS1=HASH=FORWARDER==HASH=STAMP=DOMAIN=LOCAL@NEXT, and one after that only puts its own hash and domain in place. The character after
 * SRS0 may be one of "=+-", the others are "=". http://www.libsrs2.net/srs/srs.pdf */
/// Rewrites senders and finds out what was rewritten.
///
/// @param seal makes and checks hashes
/// @param maxAge how many days a rewritten address is good for
/// @param separator the character after `SRS0` and `SRS1`: `=`, `+` or `-`
/// @param takesExims whether addresses that Exim has rewritten are taken, too
record Srs(Seal seal, int maxAge, char separator, boolean takesExims) {
    /// What a local part was before it was rewritten.
    sealed interface Reversed {
        /// It is not rewritten.
        record NotSrs() implements Reversed {}

        /// It is, and its hash and its time are right.
        ///
        /// @param address whose it is
        record Original(String address) implements Reversed {}

        /// It looks as if.
        ///
        /// @param reason what is wrong
        record Invalid(String reason) implements Reversed {}
    }

    /// The sender `localPart@domain` as this forwarder writes it.
    ///
    /// @param forwarder our domain
    String forward(String localPart, String domain, String forwarder, Instant now) {
        SrsLocalPart known = SrsLocalPart.parse(localPart);
        String rewritten = switch (known) {
            case SrsLocalPart.First first -> again(domain, first.rest());
            case SrsLocalPart.Next next -> again(next.forwarder(), next.rest());
            default -> first(SrsLocalPart.unquoted(localPart), domain, now);
        };
        boolean isQuoted = SrsLocalPart.isQuoted(localPart);
        return (isQuoted ? '"' + rewritten + '"' : rewritten) + '@' + forwarder;
    }

    private String first(String local, String domain, Instant now) {
        String stamp = Stamp.of(now);
        return "SRS0" + separator + seal.of(stamp, domain, local) + '=' + stamp + '=' + domain + '=' + local;
    }

    private String again(String forwarder, String rest) {
        return "SRS1" + separator + seal.of(forwarder, rest) + '=' + forwarder + '=' + rest;
    }

    /// Who is meant by `localPart` at one of our domains.
    Reversed reverse(String localPart, Instant now) {
        return switch (SrsLocalPart.parse(localPart)) {
            case SrsLocalPart.None _ -> new Reversed.NotSrs();
            case SrsLocalPart.Broken broken -> new Reversed.Invalid(broken.reason());
            case SrsLocalPart.First first -> reverse(first, now);
            case SrsLocalPart.Next next ->
                seal.fits(next.hash(), next.forwarder(), next.rest())
                        ? new Reversed.Original(next.address())
                        : new Reversed.Invalid("the hash is wrong");
        };
    }

    private Reversed reverse(SrsLocalPart.First first, Instant now) {
        if (!first.isWhole()) {
            return new Reversed.Invalid("there is no " + first.missing());
        }
        boolean fits = seal.fits(first.hash(), first.stamp(), first.domain(), first.local())
                || (takesExims && seal.fitsAsOfExim(first.hash(), first.sender()));
        if (!fits) {
            return new Reversed.Invalid("the hash is wrong");
        }
        OptionalInt age = Stamp.age(first.stamp(), now);
        if (age.isEmpty() || age.getAsInt() > maxAge) {
            return new Reversed.Invalid("the time is over");
        }
        return new Reversed.Original(first.address());
    }

    /// Whether a local part looks rewritten, right or wrong.
    static boolean isLikely(String localPart) {
        return switch (SrsLocalPart.parse(localPart)) {
            case SrsLocalPart.First first -> first.isWhole();
            case SrsLocalPart.Next _ -> true;
            default -> false;
        };
    }
}
