package org.postern.idna;

import java.util.Optional;

/// A local part in ASCII, as Exim writes it: `xn--` and Punycode. No standard knows such local parts; only a
/// host that does the same takes mail for them.
public final class LocalPart {
    private static final int MAX_LENGTH = 1024;
    private static final String PREFIX = "xn--";

    private LocalPart() {}

    /// The local part in ASCII; one in ASCII stays as it is. Empty if it is not UTF-8, or too long.
    public static Optional<String> inAscii(String local) {
        if (DomainNames.isAscii(local)) {
            return Optional.of(local);
        }
        if (local.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        try {
            return Optional.of(PREFIX + Punycode.encode(DomainNames.decoded(local)));
        } catch (NoSuchNameException _) {
            return Optional.empty();
        }
    }
}
