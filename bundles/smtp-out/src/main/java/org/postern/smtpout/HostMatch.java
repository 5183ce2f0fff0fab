package org.postern.smtpout;

import java.net.InetAddress;
import java.util.Optional;
import org.postern.api.ExpansionException;
import org.postern.api.config.MatchList;
import org.postern.api.config.MatchList.Match;
import org.postern.api.mail.Delivery;
import org.postern.api.mail.Host;

/// Whether a host is in a host list of the transport.
final class HostMatch {
    private HostMatch() {}

    /// Whether `host` is in `list`. Throws [HostTrouble] if that cannot be known now.
    static boolean matches(Optional<MatchList<InetAddress>> list, Host host, Delivery delivery)
            throws ExpansionException, HostTrouble {
        if (list.isEmpty() || list.get().isEmpty()) {
            return false;
        }
        return holds(list.get().match(host.address().orElseThrow(), delivery.context()));
    }

    /// Whether the name of `host` is in `list`. Throws [HostTrouble] if that cannot be known now.
    static boolean matchesName(Optional<MatchList<String>> list, Host host, Delivery delivery)
            throws ExpansionException, HostTrouble {
        return list.isPresent() && holds(list.get().match(host.name(), delivery.context()));
    }

    private static boolean holds(Match match) throws HostTrouble {
        return switch (match) {
            case Match.Matched _ -> true;
            case Match.NotMatched() -> false;
            case Match.Deferred(var reason) ->
                throw HostTrouble.of(HostTrouble.Kind.HOST, "a host list cannot be matched now: " + reason);
        };
    }
}
