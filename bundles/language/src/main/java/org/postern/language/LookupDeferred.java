package org.postern.language;

import java.io.IOException;
import org.postern.api.ExpansionException;

/// A lookup got no answer.
final class LookupDeferred extends ExpansionException {
    private static final long serialVersionUID = 1;

    private final String reason;

    LookupDeferred(String key, IOException cause) {
        String why = String.valueOf(cause.getMessage());
        super(Kind.DEFER, "lookup of " + Printing.quoted(key) + " gave DEFER: " + Printing.quoted(why));
        this.reason = why;
    }

    /// Why, in the words of the lookup.
    String reason() {
        return reason;
    }
}
