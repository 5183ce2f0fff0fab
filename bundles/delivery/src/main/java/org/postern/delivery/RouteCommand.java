package org.postern.delivery;

import java.util.List;
import java.util.function.ToIntFunction;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.postern.api.MailLog;
import org.postern.api.dns.Dns;
import org.postern.api.system.Accounts;
import org.postern.api.system.Identities;
import org.postern.api.system.LocalHost;
import org.postern.core.Snapshots;

/// `postern route`: shows where addresses go and by which routers, as `exim -bt` does. Needs no running
/// server.
@Component(service = ToIntFunction.class, property = "postern.command=route")
public final class RouteCommand implements ToIntFunction<List<String>> {
    private final TrialCommand command;

    /// Routes with the plugins of `snapshots`.
    @Activate
    public RouteCommand(
            @Reference Snapshots snapshots,
            @Reference MailLog log,
            @Reference LocalHost host,
            @Reference Accounts accounts,
            @Reference Identities identities,
            @Reference Dns dns) {
        this.command = new TrialCommand("route", snapshots, log, new Surroundings(host, accounts, identities, dns));
    }

    /// 0, or 1 if an address cannot be routed now, or 2 if one cannot be routed at all.
    @Override
    public int applyAsInt(List<String> arguments) {
        return command.run(arguments);
    }
}
