package org.postern.arc;

/// A message cannot be sealed, for a reason that the administrator is told; it leaves as it is.
final class SealException extends Exception {
    private static final long serialVersionUID = 1;

    SealException(String reason) {
        super(reason);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
