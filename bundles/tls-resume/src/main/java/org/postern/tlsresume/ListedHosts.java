package org.postern.tlsresume;

import java.net.InetAddress;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.config.MatchList;
import org.postern.api.config.MatchList.Match;
import org.postern.api.config.Settings;
import org.postern.api.mail.Host;
import org.postern.spi.ResumptionPolicy;

/// Lets sessions be resumed with the hosts that `tls_resumption_hosts` lists.
final class ListedHosts implements ResumptionPolicy {
    @Override
    public String name() {
        return "tls_resumption_hosts";
    }

    @Override
    public boolean server(Context context) throws ExpansionException {
        return matches(context.setting(TlsResumePlugin.CLIENTS), context.clientAddress(), context);
    }

    @Override
    public boolean client(Host host, Settings transport, Context context) throws ExpansionException {
        return matches(transport.get(TlsResumePlugin.SERVERS), host.address(), context);
    }

    private boolean matches(MatchList<InetAddress> hosts, Optional<InetAddress> host, Context context)
            throws ExpansionException {
        if (host.isEmpty() || hosts.isEmpty()) {
            return false;
        }
        return switch (hosts.match(host.get(), context)) {
            case Match.Matched _ -> true;
            case Match.NotMatched _ -> false;
            case Match.Deferred deferred -> throw ExpansionException.defer(name() + ": " + deferred.reason());
        };
    }
}
