package org.postern.spi;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
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
    /// type's name (`lsearch,ret=full`), without those that all lookups have. The compiler, which is the same
    /// as long as the configuration is, is for patterns that the source holds.
    Lookup open(String source, List<String> options, Compiler compiler, Context context) throws IOException;

    /// Whether the source may be text that a stranger chose. Only where it names nothing of ours: neither a
    /// file nor a database.
    default boolean takesTaintedSource() {
        return false;
    }

    /// Whether an answer depends on more than the source, the options and the key, such as on the message.
    /// Then it is never kept for another one.
    default boolean dependsOnContext() {
        return false;
    }

    /// Makes `value` safe to insert into a query, for `${quote_NAME:...}`.
    default String quote(String value) {
        return value;
    }

    /// Makes `value` safe in another way, for `${quote_NAME_OPTION:...}`; empty if there is no such option.
    default Optional<String> quote(String value, String option) {
        return Optional.empty();
    }

    /// A query as logs may show it: without passwords.
    default String withoutSecrets(String query) {
        return query;
    }
}
