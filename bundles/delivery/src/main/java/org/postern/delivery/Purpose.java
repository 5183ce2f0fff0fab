package org.postern.delivery;

/// Why an address is routed.
enum Purpose {
    /// A message is to be delivered to it.
    DELIVERY,
    /// An ACL asks whether mail for it can be delivered.
    VERIFY_RECIPIENT,
    /// An ACL asks whether a bounce to it could be delivered.
    VERIFY_SENDER
}
