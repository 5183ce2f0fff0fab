package org.postern.dmarc;

import java.util.Optional;

/// A domain that SPF or a signature stands for, and what came of it.
///
/// @param domain in the form of [DomainNames]
/// @param result the word of RFC 8601, such as `pass`
/// @param selector of a signature; empty for SPF
record Identifier(String domain, String result, Optional<String> selector) {
    /// The domain of SPF.
    static Identifier spf(String domain, String result) {
        return new Identifier(domain, result, Optional.empty());
    }

    /// The domain of a signature.
    static Identifier dkim(String domain, String result, String selector) {
        return new Identifier(domain, result, Optional.of(selector));
    }

    boolean isPass() {
        return result.equals("pass");
    }

    boolean isTemporary() {
        return result.equals("temperror");
    }
}
