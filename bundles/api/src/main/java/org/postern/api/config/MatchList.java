package org.postern.api.config;

import org.osgi.annotation.versioning.ProviderType;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;

/// A list of patterns, such as `+local_domains : !*.example.org : lsearch;/etc/domains`, compiled once.
/// Safe for any number of threads.
///
/// @param <T> what is matched: a domain, a host, an address, a local part
@ProviderType
public interface MatchList<T> {
    /// Tries the patterns from left to right until one decides.
    Match match(T subject, Context context) throws ExpansionException;

    /// Whether the list is set and empty, so that nothing can match.
    boolean isEmpty();

    /// The result of matching.
    sealed interface Match {
        /// A pattern matched.
        ///
        /// @param data what it gave, for `$domain_data` and its like: the text of the pattern or the value
        /// that was looked up
        record Matched(Text data) implements Match {}

        /// No pattern matched, or a negated one did.
        record NotMatched() implements Match {}

        /// A pattern could not be tried now, because a lookup got no answer.
        ///
        /// @param reason for the log
        record Deferred(String reason) implements Match {}

        /// Whether a pattern matched.
        default boolean holds() {
            return this instanceof Matched;
        }
    }
}
