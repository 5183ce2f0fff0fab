package org.postern.delivery;

import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;

/// The names of this server that the configuration gives.
final class Names {
    private Names() {}

    /// `qualify_domain`.
    static String qualifyDomain(Context context) {
        return variable("qualify_domain", context);
    }

    /// `primary_hostname`.
    static String primaryHostname(Context context) {
        return variable("primary_hostname", context);
    }

    /// The domain that an address gets which has none.
    static String qualify(Purpose purpose, Context context) {
        String recipient = purpose == Purpose.VERIFY_SENDER ? "" : variable("qualify_recipient", context);
        return recipient.isEmpty() || recipient.equals("localhost") ? qualifyDomain(context) : recipient;
    }

    private static String variable(String name, Context context) {
        try {
            return context.variable(name).map(Text::value).orElse("localhost");
        } catch (ExpansionException _) {
            return "localhost"; // without a name of its own, the server still has this one
        }
    }
}
