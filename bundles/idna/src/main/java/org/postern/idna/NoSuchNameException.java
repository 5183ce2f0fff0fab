package org.postern.idna;

/// A text is no name of a domain that could be written in the other form.
public final class NoSuchNameException extends Exception {
    private static final long serialVersionUID = 1;

    private final String reason;

    NoSuchNameException(String reason) {
        super(reason);
        this.reason = reason;
    }

    /// What is wrong, such as `string contains a disallowed character`.
    public String reason() {
        return reason;
    }
}
