package org.postern.wellknown;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.config.MatchList.Match;
import org.postern.spi.SmtpCommand;
import org.postern.spi.SmtpExtension;

/// WELLKNOWN towards clients: what RFC 8615 is for web servers.
final class WellknownExtension implements SmtpExtension {
    @Override
    public String name() {
        return "wellknown";
    }

    @Override
    public Optional<String> advertise(Context context) throws ExpansionException {
        Optional<InetAddress> client = context.clientAddress();
        if (client.isEmpty()) {
            return Optional.empty();
        }
        Match match = context.setting(WellknownPlugin.ADVERTISE).match(client.get(), context);
        return switch (match) {
            case Match.Matched _ -> Optional.of("");
            case Match.NotMatched _ -> Optional.empty();
            case Match.Deferred deferred ->
                throw ExpansionException.defer("wellknown_advertise_hosts: " + deferred.reason());
        };
    }

    @Override
    public List<SmtpCommand> commands() {
        return List.of(new WellknownCommand());
    }
}
