package org.postern.api.config;

import org.osgi.annotation.versioning.ProviderType;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;

/// A string of the configuration with its `$` items, compiled once. Safe for any number of threads.
@ProviderType
public interface Expression {
    /// The value in `context`.
    Text expand(Context context) throws ExpansionException;

    /// Whether there is nothing to expand, so that the value is [#source] always.
    boolean isConstant();

    /// The string as the configuration has it.
    String source();
}
