package org.postern.core;

import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.config.MatchList;
import org.postern.api.config.Option;
import org.postern.api.config.OptionTypes;
import org.postern.api.mail.Address;

/// Main options that say how addresses are read, in sessions and when they are routed.
public final class AddressOptions {
    /// Whether domains may have bytes beyond ASCII.
    public static final Option<Boolean> ALLOW_UTF8_DOMAINS =
            Option.of("allow_utf8_domains", OptionTypes.BOOLEAN, "false");
    /// Domains whose local parts may be `local%domain`.
    public static final Option<MatchList<String>> PERCENT_HACK_DOMAINS =
            Option.of("percent_hack_domains", OptionTypes.DOMAIN_LIST, "");

    private AddressOptions() {}

    /// The address that `local%domain@here` stands for, if the percent sign means that here; empty if the
    /// address stands for itself. Every domain is looked for in the list, as in Exim.
    ///
    /// @throws ExpansionException if it cannot be known now
    public static Optional<Address> percentHack(Address address, Context context) throws ExpansionException {
        Address plain = address;
        while (isHacked(plain.domain(), context)) {
            String local = plain.localPart();
            int percent = local.lastIndexOf('%');
            if (percent <= 0 || percent == local.length() - 1) {
                break;
            }
            plain = new Address(local.substring(0, percent), local.substring(percent + 1));
        }
        return plain.equals(address) ? Optional.empty() : Optional.of(plain);
    }

    private static boolean isHacked(String domain, Context context) throws ExpansionException {
        return switch (context.setting(PERCENT_HACK_DOMAINS).match(domain, context)) {
            case MatchList.Match.Matched _ -> true;
            case MatchList.Match.NotMatched _ -> false;
            case MatchList.Match.Deferred(String reason) -> throw ExpansionException.defer(reason);
        };
    }
}
