package org.postern.results;

/// A field is not as RFC 8601 has it.
public final class ResultsException extends Exception {
    private static final long serialVersionUID = 1;

    ResultsException(String problem, int position) {
        super(problem + " at position " + position);
    }
}
