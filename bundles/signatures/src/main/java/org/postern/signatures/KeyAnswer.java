package org.postern.signatures;

/// What the DNS says of the key of a selector and domain.
public sealed interface KeyAnswer {
    /// There is a key.
    ///
    /// @param record as the domain has published it
    /// @param key the key in it
    record Found(KeyRecord record, PublicKey key) implements KeyAnswer {}

    /// There is no record.
    record Missing() implements KeyAnswer {}

    /// The domain has withdrawn the key: `p=` is empty.
    ///
    /// @param record as the domain has published it
    record Revoked(KeyRecord record) implements KeyAnswer {}

    /// There is a record that cannot be used.
    ///
    /// @param problem what is wrong with it
    record Invalid(String problem) implements KeyAnswer {}

    /// The DNS gives no answer now: nothing can be said of the signature.
    ///
    /// @param problem what happened, for the log
    record Unknown(String problem) implements KeyAnswer {}
}
