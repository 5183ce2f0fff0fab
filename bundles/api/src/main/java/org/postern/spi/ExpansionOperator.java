package org.postern.spi;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;

/// An expansion operator, such as `${lc:TEXT}` or `${substr_3_2:TEXT}`.
@ConsumerType
public non-sealed interface ExpansionOperator extends Contribution {
    /// Applies the operator to `subject`; `arguments` are the words after each underscore.
    Text apply(Text subject, List<String> arguments, Context context) throws ExpansionException;

    /// Applies the operator to a certificate, where its subject is no more than a variable that stands for
    /// one. Empty for an operator that only knows texts.
    default Optional<Text> apply(X509Certificate subject, List<String> arguments) throws ExpansionException {
        return Optional.empty();
    }
}
