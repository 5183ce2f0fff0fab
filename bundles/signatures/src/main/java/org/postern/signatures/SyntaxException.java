package org.postern.signatures;

/// A signature, key record or key is not written as the RFCs have it. It will not get better by waiting.
public final class SyntaxException extends Exception {
    private static final long serialVersionUID = 1;

    /// What is wrong, for the log; nothing of a private key is in it.
    public SyntaxException(String problem) {
        super(problem);
    }

    /// What is wrong.
    public String problem() {
        return String.valueOf(getMessage());
    }
}
