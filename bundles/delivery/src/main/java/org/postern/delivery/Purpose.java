package org.postern.delivery;

/// Why an address is routed.
enum Purpose {
    /// A message is to be delivered to it.
    DELIVERY,
    /// Somebody wants to see where it goes.
    ADDRESS_TEST,
    /// An ACL asks whether mail for it can be delivered.
    VERIFY_RECIPIENT,
    /// An ACL asks whether a bounce to it could be delivered.
    VERIFY_SENDER,
    /// A client asks what it stands for.
    EXPN
}
