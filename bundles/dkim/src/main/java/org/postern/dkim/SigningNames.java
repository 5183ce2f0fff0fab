package org.postern.dkim;

import java.util.Locale;
import org.postern.idna.DomainNames;

/// The names in a signature that is made.
final class SigningNames {
    private SigningNames() {}

    /// A domain as `d=` has it: in lower case, UTF-8 as A-labels, so that every verifier can read it.
    static String domain(String name) {
        // One that has no A-labels is refused where the signature is made.
        return DomainNames.alabels(name)
                .map(ascii -> ascii.toLowerCase(Locale.ROOT))
                .orElse(name);
    }
}
