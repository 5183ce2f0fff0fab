package org.postern.api.config;

import org.osgi.annotation.versioning.ProviderType;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;

/// A regular expression, compiled once. Safe for any number of threads.
@ProviderType
@FunctionalInterface
public interface Regex {
    /// Whether it is found in `subject`. If so, what it captured is `$0`, `$1` and so on in `context` until
    /// another is found there.
    boolean find(Text subject, Context context) throws ExpansionException;
}
