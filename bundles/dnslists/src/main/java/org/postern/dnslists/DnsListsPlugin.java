package org.postern.dnslists;

import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.postern.api.Text;
import org.postern.api.dns.Dns;
import org.postern.spi.Contribution;
import org.postern.spi.Plugin;
import org.postern.spi.Variable;

/// DNS lists: one condition, and the variables that show what it found.
@Component(service = Plugin.class)
public final class DnsListsPlugin implements Plugin {
    private final List<Contribution> contributions;

    /// The plugin with the resolver that it asks.
    @Activate
    public DnsListsPlugin(@Reference Dns dns) {
        contributions = List.of(
                new DnsListsCondition(new DnsListLookup(dns)),
                Variable.of("dnslist_domain", Listed.SLOT, listed -> Text.tainted(listed.domain())),
                Variable.of("dnslist_matched", Listed.SLOT, listed -> Text.tainted(listed.matched())),
                Variable.of("dnslist_value", Listed.SLOT, listed -> Text.tainted(listed.value())),
                Variable.of("dnslist_text", Listed.SLOT, listed -> Text.tainted(listed.text())));
    }

    @Override
    public String name() {
        return "dnslists";
    }

    @Override
    public List<Contribution> contributions() {
        return contributions;
    }
}
