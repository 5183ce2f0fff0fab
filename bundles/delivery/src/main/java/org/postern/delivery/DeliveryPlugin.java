package org.postern.delivery;

import java.util.ArrayList;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.postern.api.dns.Dns;
import org.postern.api.system.Accounts;
import org.postern.api.system.LocalHost;
import org.postern.core.GenericOptions;
import org.postern.spi.Contribution;
import org.postern.spi.OptionSet;
import org.postern.spi.Plugin;

/// What delivery adds to the configuration: its main options, the options that all routers and all
/// transports have, and `verify = recipient` and `verify = sender`.
@Component(service = Plugin.class)
public final class DeliveryPlugin implements Plugin {
    private final Surroundings surroundings;

    /// Delivery on this machine.
    @Activate
    public DeliveryPlugin(@Reference LocalHost host, @Reference Accounts accounts, @Reference Dns dns) {
        this.surroundings = new Surroundings(host, accounts, dns);
    }

    @Override
    public String name() {
        return "delivery";
    }

    @Override
    public List<OptionSet> options() {
        List<OptionSet> options = new ArrayList<>(GenericOptions.all());
        options.add(DeliveryOptions.all());
        return options;
    }

    @Override
    public List<Contribution> contributions() {
        return List.of(
                new AddressVerification(Purpose.VERIFY_RECIPIENT, surroundings),
                new AddressVerification(Purpose.VERIFY_SENDER, surroundings));
    }
}
