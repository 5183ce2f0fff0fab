package org.postern.dmarc;

/// A check cannot be finished now: the DNS, or a file of ours, gave no answer.
final class DmarcException extends Exception {
    private static final long serialVersionUID = 1;

    DmarcException(String problem) {
        super(problem);
    }

    /// What went wrong, for log and header.
    String problem() {
        return String.valueOf(getMessage());
    }
}
