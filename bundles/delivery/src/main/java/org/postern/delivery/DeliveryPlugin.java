package org.postern.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.postern.api.dns.Dns;
import org.postern.api.hints.HintsStore;
import org.postern.api.mail.SenderVerification;
import org.postern.api.system.Accounts;
import org.postern.api.system.Identities;
import org.postern.api.system.LocalHost;
import org.postern.core.GenericOptions;
import org.postern.spi.Contribution;
import org.postern.spi.OptionSet;
import org.postern.spi.Plugin;
import org.postern.spi.Variable;

/// What delivery adds to the configuration: its main options, the options that all routers and all
/// transports have, and `verify = recipient`, `verify = sender` and `verify = header_sender`.
@Component(service = Plugin.class)
public final class DeliveryPlugin implements Plugin {
    private final Surroundings surroundings;
    private final HintsStore hints;

    /// Delivery on this machine; callouts keep their answers in `hints`.
    @Activate
    public DeliveryPlugin(
            @Reference LocalHost host,
            @Reference Accounts accounts,
            @Reference Identities identities,
            @Reference Dns dns,
            @Reference HintsStore hints) {
        this.surroundings = new Surroundings(host, accounts, identities, dns);
        this.hints = hints;
    }

    @Override
    public String name() {
        return "delivery";
    }

    @Override
    public List<OptionSet> options() {
        List<OptionSet> options = new ArrayList<>(GenericOptions.all());
        options.add(DeliveryOptions.all());
        options.add(OptionSet.main(
                CalloutCache.DOMAIN_NEGATIVE,
                CalloutCache.DOMAIN_POSITIVE,
                CalloutCache.NEGATIVE,
                CalloutCache.POSITIVE,
                AddressCheck.RANDOM_LOCAL_PART));
        return options;
    }

    @Override
    public List<Contribution> contributions() {
        AddressCheck check = new AddressCheck(surroundings, hints);
        return List.of(
                new VerifyRecipient(check),
                new VerifySender(check),
                new VerifyHeaderSender(check),
                Variable.of("recipient_verify_failure", VerifyRecipient.FAILURE, Function.identity()),
                Variable.of("sender_verify_failure", VerifySender.FAILURE, Function.identity()),
                Variable.of("sender_address_data", SenderVerification.ADDRESS_DATA, Function.identity()));
    }
}
