package org.postern.language;

import java.io.IOException;
import org.postern.api.ExpansionException;

/// A lookup got no answer.
final class LookupDeferred extends ExpansionException {
    private static final long serialVersionUID = 1;

    private final String reason;
    private final IOException cause;

    LookupDeferred(String key, IOException cause) {
        String why = String.valueOf(cause.getMessage());
        super(Kind.DEFER, "lookup of " + Printing.quoted(key) + " gave DEFER: " + Printing.quoted(why));
        this.reason = why;
        this.cause = cause;
    }

    /// The same of the key that was given, not of the one that was made of it.
    LookupDeferred of(String key) {
        return new LookupDeferred(key, cause);
    }

    /// Why, in the words of the lookup.
    String reason() {
        return reason;
    }
}
