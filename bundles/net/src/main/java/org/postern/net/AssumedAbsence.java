package org.postern.net;

import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.config.MatchList;
import org.postern.api.config.Option;
import org.postern.api.config.OptionTypes;

/// The domains that are taken not to exist when the DNS cannot tell (`dns_again_means_nonexist`).
final class AssumedAbsence {
    static final Option<MatchList<String>> DNS_AGAIN_MEANS_NONEXIST =
            Option.of("dns_again_means_nonexist", OptionTypes.DOMAIN_LIST, "");

    /// Bound while the list is matched, which may need the DNS itself.
    private final ScopedValue<Boolean> deciding = ScopedValue.newInstance();

    private volatile Optional<Context> context = Optional.empty();

    void configured(Context changed) {
        context = Optional.of(changed);
    }

    /// Whether `name` is one of them. A list that cannot tell does not have it.
    boolean covers(String name) {
        Optional<Context> known = context;
        return known.isPresent() && covers(name, known.get().setting(DNS_AGAIN_MEANS_NONEXIST), known.get());
    }

    /// Whether `name` is in a list.
    boolean covers(String name, MatchList<String> list, Context known) {
        if (list.isEmpty()) {
            return false;
        }
        if (deciding.isBound()) {
            known.log().panic("dns_again_means_nonexist recursion seen for " + name + " (assuming nonexist)");
            return true;
        }
        return ScopedValue.where(deciding, true).call(() -> matches(name, list, known));
    }

    private static boolean matches(String name, MatchList<String> list, Context context) {
        try {
            return list.match(name, context.anew()).holds();
        } catch (ExpansionException e) {
            context.log().panic("dns_again_means_nonexist: " + e.getMessage());
            return false;
        }
    }
}
