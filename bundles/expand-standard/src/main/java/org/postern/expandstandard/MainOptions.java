package org.postern.expandstandard;

import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.Text;
import org.postern.api.config.Option;
import org.postern.api.config.OptionTypes;
import org.postern.spi.OptionSet;

/// The options of the main section that the standard variables show.
final class MainOptions {
    private final Option<String> primaryHostname;
    private final Option<Optional<String>> qualifyDomain = Option.optional("qualify_domain", OptionTypes.TEXT);
    private final Option<Optional<String>> qualifyRecipient = Option.optional("qualify_recipient", OptionTypes.TEXT);
    private final Option<Long> bodyVisible = Option.of("message_body_visible", OptionTypes.NUMBER, "500");
    private final Option<Boolean> bodyNewlines = Option.of("message_body_newlines", OptionTypes.BOOLEAN, "false");

    MainOptions(String hostName) {
        primaryHostname = Option.of("primary_hostname", OptionTypes.TEXT, hostName);
    }

    OptionSet set() {
        return OptionSet.main(primaryHostname, qualifyDomain, qualifyRecipient, bodyVisible, bodyNewlines);
    }

    Text primaryHostname(Context context) {
        return Text.trusted(context.setting(primaryHostname));
    }

    /// The domain that senders without one get.
    Text qualifyDomain(Context context) {
        return context.setting(qualifyDomain).map(Text::trusted).orElseGet(() -> primaryHostname(context));
    }

    /// The domain that recipients without one get.
    Text qualifyRecipient(Context context) {
        return context.setting(qualifyRecipient).map(Text::trusted).orElseGet(() -> qualifyDomain(context));
    }

    /// How many characters of the body `$message_body` has.
    int bodyVisible(Context context) {
        return Math.clamp(context.setting(bodyVisible), 0, 1 << 20);
    }

    /// Whether newlines stay in `$message_body`.
    boolean bodyNewlines(Context context) {
        return context.setting(bodyNewlines);
    }
}
