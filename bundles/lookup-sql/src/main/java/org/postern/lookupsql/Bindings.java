package org.postern.lookupsql;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.postern.api.Context;
import org.postern.api.ExpansionException;

/// The variables whose values become the parameters of a query: the option `bind=local_part:domain`.
///
/// @param names of the variables, without `$`; empty if the query has no parameters
record Bindings(List<String> names) {
    Bindings {
        names = List.copyOf(names);
    }

    /// The values now, in bytes.
    List<String> values(Context context) throws IOException {
        List<String> values = new ArrayList<>();
        for (String name : names) {
            values.add(value(name, context));
        }
        return values;
    }

    private static String value(String name, Context context) throws IOException {
        try {
            return context.variable(name)
                    .orElseThrow(() -> new IOException("bind=" + name + ": there is no such variable"))
                    .value();
        } catch (ExpansionException e) {
            throw new IOException("bind=" + name + ": " + e.getMessage(), e);
        }
    }
}
