package org.postern.srs;

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
    /// @param quoted whether it is a quoted string
    record First(String rest, boolean quoted) implements SrsLocalPart {
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
    /// @param quoted whether it is a quoted string
    record Next(String hash, String forwarder, String rest, boolean quoted) implements SrsLocalPart {
        String address() {
            return requoted("SRS0" + rest, quoted) + '@' + forwarder;
        }
    }

    /// Takes a local part apart.
    static SrsLocalPart parse(String localPart) {
        String bare = unquoted(localPart);
        if (bare.length() < 5 || "=+-".indexOf(bare.charAt(4)) < 0) {
            return new None();
        }
        boolean quoted = isQuoted(localPart);
        if (bare.regionMatches(true, 0, "SRS0", 0, 4)) {
            return new First(bare.substring(4), quoted);
        }
        if (!bare.regionMatches(true, 0, "SRS1", 0, 4)) {
            return new None();
        }
        int hash = bare.indexOf('=', 5);
        int forwarder = bare.indexOf('=', hash + 1);
        if (hash < 0 || forwarder <= hash + 1 || forwarder + 1 == bare.length()) {
            return new Broken("there is no first forwarder");
        }
        return new Next(
                bare.substring(5, hash), bare.substring(hash + 1, forwarder), bare.substring(forwarder + 1), quoted);
    }

    /// Whether it is a quoted string.
    static boolean isQuoted(String localPart) {
        return localPart.length() > 1 && localPart.startsWith("\"") && localPart.endsWith("\"");
    }

    /// The same without quotes around it.
    static String unquoted(String localPart) {
        return isQuoted(localPart) ? localPart.substring(1, localPart.length() - 1) : localPart;
    }

    /// The same with quotes around it, if it is to be a quoted string.
    static String requoted(String local, boolean quoted) {
        return quoted ? '"' + local + '"' : local;
    }
}
