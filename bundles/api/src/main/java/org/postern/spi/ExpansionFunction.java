package org.postern.spi;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;

/// A function that `${dlfunc{LIBRARY}{NAME}{ARGUMENT}...}` calls by its name. The library is not looked at:
/// what Exim loads from a file, a bundle brings here.
@ConsumerType
public non-sealed interface ExpansionFunction extends Contribution {
    /// The value for these arguments.
    Text call(List<Text> arguments, Context context) throws ExpansionException;
}
