package org.postern.chunking;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.config.MatchList.Match;
import org.postern.spi.SmtpCommand;
import org.postern.spi.SmtpExtension;

/// CHUNKING towards clients (RFC 3030, 2).
final class ChunkingExtension implements SmtpExtension {
    @Override
    public String name() {
        return "chunking";
    }

    @Override
    public Optional<String> advertise(Context context) throws ExpansionException {
        Optional<InetAddress> client = context.clientAddress();
        if (client.isEmpty()) {
            return Optional.of("");
        }
        Match match = context.setting(ChunkingPlugin.ADVERTISE).match(client.get(), context);
        return switch (match) {
            case Match.Matched _ -> Optional.of("");
            case Match.NotMatched _ -> Optional.empty();
            case Match.Deferred deferred ->
                throw ExpansionException.defer("chunking_advertise_hosts: " + deferred.reason());
        };
    }

    @Override
    public List<SmtpCommand> commands() {
        return List.of(new BdatCommand());
    }
}
