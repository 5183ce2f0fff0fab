package org.postern.api.mail;

import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.Expression;
import org.postern.api.config.Option;
import org.postern.api.config.OptionTypes;

/// The author of what the server itself has to say about mail: the main option `dsn_from`.
public final class DsnFrom {
    /// The From field of a bounce; it is delivery's to declare.
    public static final Option<Optional<Expression>> DSN_FROM = Option.optional("dsn_from", OptionTypes.EXPRESSION);

    private DsnFrom() {}

    /// The value of the From field in `context`. An option that cannot be expanded goes to the panic log,
    /// and the default is used.
    public static String of(Context context) {
        Optional<Expression> option = context.setting(DSN_FROM);
        if (option.isPresent()) {
            try {
                return option.get().expand(context).value();
            } catch (ExpansionException e) {
                context.log().panic("dsn_from: " + e.getMessage() + ": the default is used");
            }
        }
        return "Mail Delivery System <Mailer-Daemon@" + qualifyDomain(context) + ">";
    }

    private static String qualifyDomain(Context context) {
        try {
            return context.variable("qualify_domain").map(Text::value).orElse("localhost");
        } catch (ExpansionException _) {
            return "localhost";
        }
    }
}
