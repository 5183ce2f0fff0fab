package org.postern.dkim;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.postern.api.dns.Dns;
import org.postern.signatures.KeyRing;
import org.postern.signatures.PublicKeys;
import org.postern.spi.Contribution;
import org.postern.spi.OptionSet;
import org.postern.spi.Plugin;

/// The DKIM plugin: verification of what comes in, the ACL conditions and variables that show it, and signing
/// of what the smtp transport sends.
@Component(service = Plugin.class)
public final class DkimPlugin implements Plugin {
    private final List<Contribution> contributions = new ArrayList<>();

    /// The plugin with the resolver that it asks.
    @Activate
    public DkimPlugin(@Reference Dns dns) {
        this(dns, InstantSource.system());
    }

    DkimPlugin(Dns dns, InstantSource clock) {
        contributions.add(new DkimObserver());
        contributions.add(new DkimCheck(new PublicKeys(dns), clock));
        contributions.add(new DkimStatus());
        contributions.add(new DkimSigners());
        contributions.add(new DisableVerify());
        contributions.add(new DkimSigning(new KeyRing()));
        contributions.addAll(DkimVariables.all());
    }

    @Override
    public String name() {
        return "dkim";
    }

    @Override
    public List<OptionSet> options() {
        return DkimOptions.all();
    }

    @Override
    public List<Contribution> contributions() {
        return List.copyOf(contributions);
    }
}
