package org.postern.authresults;

import org.postern.api.Arguments;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.spi.ExpansionItem;

/// `${authresults{ADMD}}`: an Authentication-Results field of all that is known of the message.
final class AuthresultsItem implements ExpansionItem {
    @Override
    public String name() {
        return "authresults";
    }

    @Override
    public Text expand(Arguments arguments, Context context) throws ExpansionException {
        if (arguments.size() < 1) {
            throw ExpansionException.error("Not enough arguments for 'authresults' (min is 1)");
        }
        if (arguments.size() > 1) {
            throw ExpansionException.error("Too many arguments for 'authresults' (max is 1)");
        }
        String servId = arguments.expand(0).value();
        if (servId.isBlank()) {
            throw ExpansionException.error("authresults: the name of the administrative domain is empty");
        }
        return Text.tainted(KnownResults.of(context).field(servId.strip()));
    }
}
