package org.postern.prdr;

import java.util.Map;
import java.util.Optional;
import org.postern.api.ExpansionException;
import org.postern.api.config.MatchList;
import org.postern.api.config.Settings;
import org.postern.api.mail.Delivery;
import org.postern.api.mail.Host;
import org.postern.api.smtp.Capabilities;
import org.postern.spi.ClientExtension;

/// PRDR towards servers: asked for where it is on offer and there are several recipients.
final class OnwardExtension implements ClientExtension {
    @Override
    public String name() {
        return "prdr";
    }

    @Override
    public Use use(Host host, Capabilities capabilities, Delivery delivery, Settings transport)
            throws ExpansionException {
        if (!capabilities.has(Request.KEYWORD) || delivery.recipients().size() < 2) {
            return new Use.No();
        }
        Optional<MatchList<java.net.InetAddress>> hosts = transport.get(PrdrPlugin.HOSTS_TRY_PRDR);
        if (hosts.isEmpty() || host.address().isEmpty()) {
            return new Use.No();
        }
        return switch (hosts.get().match(host.address().get(), delivery.context())) {
            case MatchList.Match.Matched _ ->
                new Use.With(Map.of(Request.KEYWORD, ""), _ -> Map.of(), true, Request.KEYWORD);
            case MatchList.Match.NotMatched _ -> new Use.No();
            case MatchList.Match.Deferred deferred ->
                throw ExpansionException.defer("hosts_try_prdr: " + deferred.reason());
        };
    }
}
