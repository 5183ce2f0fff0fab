package org.postern.api.smtp;

import java.util.List;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.spi.ExpansionOperator;

/// The name that this server says of itself at EHLO, HELO or LHLO.
public final class HelloName {
    private static final String OPERATOR = "utf8_domain_to_alabel";

    private HelloName() {}

    /// The name in ASCII: what a name in UTF-8 is in A-labels (RFC 6531, 3.7.1), by the expansion operator for
    /// that.
    public static Text ascii(Text name, Context context) throws ExpansionException {
        if (name.value().chars().allMatch(c -> c < 128)) {
            return name;
        }
        for (ExpansionOperator operator : context.contributions(ExpansionOperator.class)) {
            if (operator.name().equals(OPERATOR)) {
                return operator.apply(name, List.of(), context);
            }
        }
        throw ExpansionException.error(
                "the name '" + name + "' cannot be said in ASCII: there is no ${" + OPERATOR + ":}");
    }
}
