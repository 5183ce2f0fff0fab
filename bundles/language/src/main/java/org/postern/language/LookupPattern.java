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
        Optional<Text> found;
        try {
            found = find(key, context);
        } catch (LookupDeferred e) {
            return Outcome.deferred(e.reason());
        } catch (ExpansionException e) {
            if (e.kind() == ExpansionException.Kind.DEFER) {
                return Outcome.deferred(String.valueOf(e.getMessage()));
            }
            throw e;
        }
        if (found.isEmpty()) {
            return Outcome.NO;
        }
        Scope.of(context).value = found.get();
        return Outcome.yes(found.get());
    }

    /// What is found; a failure to know it is thrown.
    Optional<Text> find(Text key, Context context) throws ExpansionException {
        return spec.isQuery() ? spec.query(Text.trusted(source), context) : spec.find(key, source, key, context);
    }

    ListPattern<String> ofText() {
        return (subject, context) -> match(Text.tainted(Letters.lower(subject)), context);
    }
}
