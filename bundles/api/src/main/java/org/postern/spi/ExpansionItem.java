package org.postern.spi;

import org.osgi.annotation.versioning.ConsumerType;
import org.postern.api.Arguments;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;

/// An expansion item, such as `${hmac{md5}{key}{text}}`. Arguments expand only when asked for.
@ConsumerType
public non-sealed interface ExpansionItem extends Contribution {
    /// Expands to the value of this item.
    Text expand(Arguments arguments, Context context) throws ExpansionException;
}
