package org.postern.smtpout;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.postern.api.dns.Dns;
import org.postern.api.net.TlsClient;
import org.postern.api.system.LocalHost;
import org.postern.spi.Contribution;
import org.postern.spi.Plugin;

/// The transport that hands mail to other hosts.
@Component(service = Plugin.class)
public final class SmtpOutPlugin implements Plugin {
    private final Dns dns;
    private final LocalHost machine;
    private final Optional<TlsClient> tls;

    /// The plugin, as the framework makes it; without a TLS client nothing that must be encrypted is sent.
    @Activate
    public SmtpOutPlugin(
            @Reference Dns dns,
            @Reference LocalHost machine,
            @Reference(cardinality = ReferenceCardinality.OPTIONAL, policyOption = ReferencePolicyOption.GREEDY)
                    Optional<TlsClient> tls) {
        this.dns = dns;
        this.machine = machine;
        this.tls = tls;
    }

    @Override
    public String name() {
        return "smtp-out";
    }

    @Override
    public List<Contribution> contributions() {
        List<Contribution> all = new ArrayList<>(SendingVariables.all());
        all.add(new SmtpDriver(dns, machine, tls));
        return List.copyOf(all);
    }
}
