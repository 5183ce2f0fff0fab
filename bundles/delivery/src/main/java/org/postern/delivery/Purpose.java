package org.postern.delivery;

/// Why an address is routed.
enum Purpose {
    /// A message is to be delivered to it.
    DELIVERY(""),
    /// Somebody wants to see where it goes.
    ADDRESS_TEST(""),
    /// An ACL asks whether mail for it can be delivered.
    VERIFY_RECIPIENT("R"),
    /// An ACL asks whether a bounce to it could be delivered.
    VERIFY_SENDER("S"),
    /// A client asks what it stands for.
    EXPN("E");

    private final String mode;

    Purpose(String mode) {
        this.mode = mode;
    }

    /// What `$verify_mode` is.
    String mode() {
        return mode;
    }
}
