package org.postern.spi;

import java.io.IOException;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;
import org.postern.api.Context;
import org.postern.api.config.Compiler;

/// A kind of lookup, such as `lsearch` or `mysql`. The core keeps open lookups for reuse, and closes those
/// of a plugin that goes.
@ConsumerType
public non-sealed interface LookupType extends Contribution {
    /// How the configuration writes a lookup.
    enum Style {
        /// One key in a named source.
        SINGLE_KEY,
        /// A whole query, with no source.
        QUERY
    }

    /// How the configuration writes this lookup.
    Style style();

    /// Opens a source: a file name or, for a query, the empty string. The options are those after the
    /// type's name (`lsearch,ret=full`), without those that all lookups have.
    Lookup open(String source, List<String> options, Context context) throws IOException;

    /// Opens a source in which patterns may stand, such as the keys of a `wildlsearch` file. The compiler
    /// makes lists of them; it is of no use after the lookup is closed.
    default Lookup open(String source, List<String> options, Context context, Compiler patterns) throws IOException {
        return open(source, options, context);
    }

    /// Whether the source may be text that a stranger chose. Only where it names nothing of ours: neither a
    /// file nor a database.
    default boolean takesTaintedSource() {
        return false;
    }

    /// Makes `value` safe to insert into a query, for `${quote_NAME:...}`.
    default String quote(String value) {
        return value;
    }
}
