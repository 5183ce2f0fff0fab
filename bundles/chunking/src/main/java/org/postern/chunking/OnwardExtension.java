package org.postern.chunking;

import java.net.InetAddress;
import java.util.Optional;
import org.postern.api.ExpansionException;
import org.postern.api.config.MatchList;
import org.postern.api.config.Settings;
import org.postern.api.mail.Delivery;
import org.postern.api.mail.Host;
import org.postern.api.smtp.Capabilities;
import org.postern.spi.ClientExtension;

/// CHUNKING towards servers: used where it is on offer and the option of the transport does not forbid it.
final class OnwardExtension implements ClientExtension {
    @Override
    public String name() {
        return "chunking";
    }

    @Override
    public Use use(Host host, Capabilities capabilities, Delivery delivery, Settings transport)
            throws ExpansionException {
        Optional<MatchList<InetAddress>> hosts = transport.get(ChunkingPlugin.HOSTS_TRY_CHUNKING);
        if (!capabilities.has("CHUNKING") || hosts.isEmpty() || host.address().isEmpty()) {
            return new Use.No();
        }
        return switch (hosts.get().match(host.address().get(), delivery.context())) {
            case MatchList.Match.Matched _ -> Use.With.way(Use.Way.CHUNKS, "K");
            case MatchList.Match.NotMatched _ -> new Use.No();
            case MatchList.Match.Deferred deferred ->
                throw ExpansionException.defer("hosts_try_chunking: " + deferred.reason());
        };
    }
}
