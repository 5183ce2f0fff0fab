package org.postern.language;

/// What a condition or an ACL says.
enum AclResult {
    /// The condition holds; the ACL accepts.
    OK,
    /// The condition does not hold; the ACL refuses.
    FAIL,
    /// The ACL refuses and closes the connection.
    DROP,
    /// The ACL accepts, but nothing is delivered.
    DISCARD,
    /// It cannot be known now.
    DEFER
}
