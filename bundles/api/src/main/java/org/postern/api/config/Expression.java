package org.postern.api.config;

import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;

/// A string of the configuration with its `$` items, compiled once. Safe for any number of threads.
@ProviderType
public interface Expression {
    /// The value in `context`.
    Text expand(Context context) throws ExpansionException;

    /// The value in `context`; nothing if the expansion was forced to fail, which for many options is as if
    /// they were not set.
    default Optional<Text> expandUnlessForced(Context context) throws ExpansionException {
        try {
            return Optional.of(expand(context));
        } catch (ExpansionException e) {
            if (e.forced()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /// Whether there is nothing to expand, so that the value is [#source] always.
    boolean isConstant();

    /// The string as the configuration has it.
    String source();
}
