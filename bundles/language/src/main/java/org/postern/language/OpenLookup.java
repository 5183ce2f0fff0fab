package org.postern.language;

import java.io.IOException;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.spi.Lookup;
import org.postern.spi.LookupType;

/// An open source of one lookup type, called through the guard of its plugin. Confined to its thread.
///
/// @param spec how the lookup is done
/// @param guard of the plugin
/// @param lookup what is open
record OpenLookup(LookupSpec spec, Guard guard, Lookup lookup) implements AutoCloseable {
    static OpenLookup open(LookupSpec spec, Provided<LookupType> type, String source, Context context)
            throws ExpansionException {
        Guard guard = type.guard();
        guard.enter("lookup " + spec.name());
        try {
            return new OpenLookup(
                    spec, guard, type.contribution().open(source, spec.options(), spec.compiler(), context));
        } catch (IOException e) {
            throw ExpansionException.defer(String.valueOf(e.getMessage()));
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            throw guard.fault("lookup " + spec.name(), e);
        }
    }

    /// What there is for `key`.
    Optional<String> find(Text key) throws ExpansionException {
        try {
            return lookup.find(key).map(found -> spec.returnsKey() ? key.value() : found.value());
        } catch (IOException e) {
            throw ExpansionException.defer("lookup of \"" + key.value() + "\" gave DEFER: " + e.getMessage());
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            throw guard.fault("lookup " + spec.name(), e);
        }
    }

    @Override
    public void close() throws ExpansionException {
        try {
            lookup.close();
        } catch (IOException | RuntimeException | LinkageError | StackOverflowError e) {
            throw guard.fault("closing of lookup " + spec.name(), e);
        }
    }
}
