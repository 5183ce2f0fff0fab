package org.postern.spi;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;

/// An expansion operator, such as `${lc:TEXT}` or `${substr_3_2:TEXT}`.
@ConsumerType
public non-sealed interface ExpansionOperator extends Contribution {
    /// Applies the operator to `subject`; `arguments` are the words after each underscore.
    Text apply(Text subject, List<String> arguments, Context context) throws ExpansionException;
}
