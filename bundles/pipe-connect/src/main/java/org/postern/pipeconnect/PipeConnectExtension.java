package org.postern.pipeconnect;

import java.net.InetAddress;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.config.MatchList.Match;
import org.postern.api.mail.Controls;
import org.postern.spi.SmtpExtension;

/// Early pipelining towards clients: those of the option may send before the greeting and before the reply to
/// EHLO. To a client that may not pipeline at all it is not offered.
final class PipeConnectExtension implements SmtpExtension {
    @Override
    public String name() {
        return "pipeconnect";
    }

    @Override
    public Optional<String> advertise(Context context) throws ExpansionException {
        boolean pipelines = !context.get(Controls.NO_PIPELINING).orElse(false);
        return pipelines && invitesEarlyInput(context) ? Optional.of("") : Optional.empty();
    }

    @Override
    public boolean invitesEarlyInput(Context context) throws ExpansionException {
        Optional<InetAddress> client = context.clientAddress();
        if (client.isEmpty()) {
            return false;
        }
        Match match = context.setting(PipeConnectPlugin.ADVERTISE).match(client.get(), context);
        if (match instanceof Match.Deferred deferred) {
            throw ExpansionException.defer("pipelining_connect_advertise_hosts: " + deferred.reason());
        }
        return match.holds();
    }
}
