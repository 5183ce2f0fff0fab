package org.postern.arc;

import java.util.List;
import org.postern.api.mail.Header;
import org.postern.signatures.SignatureField;

/// What one server has added: three fields of one instance (RFC 8617, 4.2).
///
/// @param instance from 1, which is the oldest
/// @param results ARC-Authentication-Results
/// @param signature ARC-Message-Signature
/// @param seal ARC-Seal
record ArcSet(int instance, Header results, SignatureField signature, Seal seal) {
    static final String RESULTS = "ARC-Authentication-Results";
    static final String SIGNATURE = "ARC-Message-Signature";

    /// The fields in the order in which they are sealed (RFC 8617, 5.1.1).
    List<Header> fields() {
        return List.of(results, signature.field(), seal.field());
    }
}
