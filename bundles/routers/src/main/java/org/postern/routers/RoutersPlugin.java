package org.postern.routers;

import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.postern.api.dns.Dns;
import org.postern.api.system.Accounts;
import org.postern.api.system.Identities;
import org.postern.api.system.LocalHost;
import org.postern.spi.Contribution;
import org.postern.spi.OptionSet;
import org.postern.spi.Plugin;

/// The routers that Exim has: `accept`, `dnslookup`, `manualroute`, `redirect`,
/// `ipliteral`, `iplookup`, `queryprogram`.
@Component(service = Plugin.class)
public final class RoutersPlugin implements Plugin {
    private final List<Contribution> contributions;

    /// The routers on this machine: its own addresses, its hosts file.
    @Activate
    public RoutersPlugin(
            @Reference Dns dns,
            @Reference LocalHost host,
            @Reference Accounts accounts,
            @Reference Identities identities) {
        this(
                new HostAddresses(dns, new HostsFile(Path.of("/etc/hosts"))),
                host,
                accounts,
                identities,
                RandomGenerator.getDefault());
    }

    RoutersPlugin(
            HostAddresses addresses,
            LocalHost local,
            Accounts accounts,
            Identities identities,
            RandomGenerator random) {
        MailExchangers exchangers = new MailExchangers(addresses, local, random);
        RouteHostFinder finder = new RouteHostFinder(exchangers, random);
        contributions = List.of(
                new AcceptDriver(),
                new DnsLookupDriver(exchangers),
                new ManualRouteDriver(finder),
                new RedirectDriver(accounts),
                new IpLiteralDriver(),
                new IpLookupDriver(addresses),
                new QueryProgramDriver(finder, accounts, identities));
    }

    @Override
    public String name() {
        return "routers";
    }

    @Override
    public List<OptionSet> options() {
        return List.of(RoutingDns.MAIN);
    }

    @Override
    public List<Contribution> contributions() {
        return contributions;
    }
}
