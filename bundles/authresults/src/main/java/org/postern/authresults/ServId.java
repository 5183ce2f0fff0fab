package org.postern.authresults;

import java.util.Locale;
import org.postern.idna.DomainNames;

/// An authentication service identifier, made comparable.
final class ServId {
    private ServId() {}

    /// In lower case, as A-labels, without a final dot.
    static String normal(String servId) {
        String name = servId.endsWith(".") ? servId.substring(0, servId.length() - 1) : servId;
        return DomainNames.alabels(name).orElse(name).toLowerCase(Locale.ROOT);
    }
}
