package org.postern.srs;

import org.postern.api.mail.Address;

/// A local part, taken apart as SRS puts it together.
sealed interface SrsLocalPart {
    /// One that SRS has nothing to do with.
    record None() implements SrsLocalPart {}

    /// One that begins as one of SRS does and does not go on so.
    ///
    /// @param reason what is wrong
    record Broken(String reason) implements SrsLocalPart {}

    /// `SRS0=HASH=STAMP=DOMAIN=LOCAL`: what the first forwarder makes. To others it is opaque.
    ///
    /// @param rest all after `SRS0`
    record First(String rest) implements SrsLocalPart {
        /// All after the separator, which is one of our [SrsFields].
        String body() {
            return rest.substring(1);
        }
    }

    /// `SRS1=HASH=FORWARDER=REST`: what the next forwarders make.
    ///
    /// @param hash over the others
    /// @param forwarder who was the first
    /// @param rest what stood behind `SRS0` there
    record Next(String hash, String forwarder, String rest) implements SrsLocalPart {
        String address() {
            return Address.asWritten("SRS0" + rest, forwarder).toString();
        }
    }

    /// Takes a local part apart, which is without quotes.
    static SrsLocalPart parse(String localPart) {
        if (localPart.length() < 5 || "=+-".indexOf(localPart.charAt(4)) < 0) {
            return new None();
        }
        if (localPart.regionMatches(true, 0, "SRS0", 0, 4)) {
            return new First(localPart.substring(4));
        }
        return localPart.regionMatches(true, 0, "SRS1", 0, 4) ? next(localPart) : new None();
    }

    private static SrsLocalPart next(String localPart) {
        int hash = localPart.indexOf('=', 5);
        int forwarder = localPart.indexOf('=', hash + 1);
        if (hash < 0 || forwarder <= hash + 1 || forwarder + 1 == localPart.length()) {
            return new Broken("there is no first forwarder");
        }
        return new Next(
                localPart.substring(5, hash),
                localPart.substring(hash + 1, forwarder),
                localPart.substring(forwarder + 1));
    }
}
