package org.postern.spf;

import org.postern.spf.SpfResult.Code;

/// A check ends without a verdict: in `temperror` or `permerror`.
final class SpfException extends Exception {
    private static final long serialVersionUID = 1;

    private final Code code;

    private SpfException(Code code, String problem) {
        super(problem);
        this.code = code;
    }

    /// The DNS gave no answer, or not in time.
    static SpfException temporary(String problem) {
        return new SpfException(Code.TEMPERROR, problem);
    }

    /// The published policy is wrong.
    static SpfException permanent(String problem) {
        return new SpfException(Code.PERMERROR, problem);
    }

    Code code() {
        return code;
    }

    /// What went wrong, for log and header.
    String problem() {
        return String.valueOf(getMessage());
    }
}
