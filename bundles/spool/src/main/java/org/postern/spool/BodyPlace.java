package org.postern.spool;

/// Where the body of a message is.
sealed interface BodyPlace {
    /// In its record.
    record InRecord() implements BodyPlace {}

    /// In the file of its name under `body`.
    ///
    /// @param offset where it begins there
    /// @param size its length
    record InFile(long offset, long size) implements BodyPlace {}
}
