package org.postern.delivery;

import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.config.MatchList;
import org.postern.api.config.MatchList.Match;

/// Domains whose mail waits: that of `hold_domains` for as long as it is set, that of `queue_domains` for
/// the first run of the queue.
///
/// @param held the domains of `hold_domains`
/// @param queued those of `queue_domains`; empty if this is not the first attempt
record HeldDomains(Optional<MatchList<String>> held, Optional<MatchList<String>> queued) {
    /// No domain waits.
    static final HeldDomains NONE = new HeldDomains(Optional.empty(), Optional.empty());

    static HeldDomains of(Context context, boolean isFirstAttempt) {
        return new HeldDomains(
                context.setting(DeliveryOptions.HOLD_DOMAINS),
                isFirstAttempt ? context.setting(DeliveryOptions.QUEUE_DOMAINS) : Optional.empty());
    }

    /// Why mail for a domain waits; empty if it does not. What cannot be known now waits.
    Optional<String> reason(String domain, Context context) {
        return reason(held, "domain is held", domain, context)
                .or(() -> reason(queued, "domain is in queue_domains", domain, context));
    }

    private static Optional<String> reason(
            Optional<MatchList<String>> list, String reason, String domain, Context context) {
        if (list.isEmpty()) {
            return Optional.empty();
        }
        try {
            return switch (list.get().match(domain, context)) {
                case Match.Matched _ -> Optional.of(reason);
                case Match.NotMatched _ -> Optional.empty();
                case Match.Deferred(String why) -> Optional.of(reason + ", perhaps: " + why);
            };
        } catch (ExpansionException e) {
            return Optional.of(reason + ", perhaps: " + e.getMessage());
        }
    }
}
