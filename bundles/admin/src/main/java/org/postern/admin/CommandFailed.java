package org.postern.admin;

/// A command did not do what it was asked; the message says why. Its exit status is 1.
public final class CommandFailed extends Exception {
    private static final long serialVersionUID = 1;

    CommandFailed(String message) {
        super(message);
    }
}
