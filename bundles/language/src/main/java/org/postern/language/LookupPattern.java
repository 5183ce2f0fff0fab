package org.postern.language;

import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;

/// A lookup that stands in a list.
///
/// @param spec how it is done
/// @param source the file, or the query
record LookupPattern(LookupSpec spec, String source) {
    /// Looks `key` up, or for a type with queries, whatever the query asks for.
    Outcome match(Text key, Context context) throws ExpansionException {
        Optional<String> found;
        try {
            found = spec.isQuery() ? spec.find(Text.trusted(source), "", context) : spec.find(key, source, context);
        } catch (ExpansionException e) {
            if (e.kind() == ExpansionException.Kind.DEFER) {
                return Outcome.deferred(String.valueOf(e.getMessage()));
            }
            throw e;
        }
        if (found.isEmpty()) {
            return Outcome.NO;
        }
        Text value = Text.trusted(found.get());
        Scope.of(context).value = value;
        return Outcome.yes(value);
    }

    ListPattern<String> ofText() {
        return (subject, context) -> match(Text.tainted(Letters.lower(subject)), context);
    }
}
