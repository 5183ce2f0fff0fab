package org.postern.api;

/// A string could not be expanded. Nothing is known then: who asked defers, unless the configuration forced
/// the failure.
public class ExpansionException extends Exception {
    private static final long serialVersionUID = 1;

    /// Why an expansion ended without a value.
    public enum Kind {
        /// The string is wrong: a fault in the configuration.
        ERROR,
        /// The configuration asked for this with `fail`.
        FORCED,
        /// The answer cannot be known now: a lookup that got none.
        DEFER
    }

    private final Kind kind;

    /// A failure of the given kind. The message is for the log.
    public ExpansionException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    /// The string is wrong.
    public static ExpansionException error(String message) {
        return new ExpansionException(Kind.ERROR, message);
    }

    /// The answer cannot be known now.
    public static ExpansionException defer(String message) {
        return new ExpansionException(Kind.DEFER, message);
    }

    /// Why there is no value.
    public Kind kind() {
        return kind;
    }

    /// Whether the configuration asked for this with `fail`.
    public boolean forced() {
        return kind == Kind.FORCED;
    }
}
