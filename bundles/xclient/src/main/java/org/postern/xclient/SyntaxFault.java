package org.postern.xclient;

/// The argument of XCLIENT is malformed.
final class SyntaxFault extends Exception {
    private static final long serialVersionUID = 1;

    /// The message is for the client.
    SyntaxFault(String message) {
        super(message);
    }
}
