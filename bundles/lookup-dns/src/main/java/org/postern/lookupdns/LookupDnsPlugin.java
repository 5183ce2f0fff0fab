package org.postern.lookupdns;

import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.postern.api.dns.Dns;
import org.postern.spi.Contribution;
import org.postern.spi.Plugin;
import org.postern.spi.Variable;

/// The DNS lookups: the lookup type `dnsdb`, and the variable that says whether its last answer was
/// validated.
@Component(service = Plugin.class)
public final class LookupDnsPlugin implements Plugin {
    private final List<Contribution> contributions;

    /// The plugin with the resolver that it asks.
    @Activate
    public LookupDnsPlugin(@Reference Dns dns) {
        contributions = List.of(
                new DnsdbLookup(dns),
                Variable.of("lookup_dnssec_authenticated", DnsdbLookup.AUTHENTICATED, text -> text));
    }

    @Override
    public String name() {
        return "lookup-dns";
    }

    @Override
    public List<Contribution> contributions() {
        return contributions;
    }
}
