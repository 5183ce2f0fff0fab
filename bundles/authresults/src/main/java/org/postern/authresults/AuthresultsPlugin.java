package org.postern.authresults;

import java.net.InetAddress;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.postern.api.config.MatchList;
import org.postern.api.config.Option;
import org.postern.api.config.OptionTypes;
import org.postern.spi.Contribution;
import org.postern.spi.OptionSet;
import org.postern.spi.Plugin;

/// The plugin of Authentication-Results: the item that writes the field, and the check that takes fields off
/// which only claim to be ours.
@Component(service = Plugin.class)
public final class AuthresultsPlugin implements Plugin {
    static final Option<MatchList<String>> STRIP =
            Option.of("authresults_strip", OptionTypes.DOMAIN_LIST, "$primary_hostname");
    static final Option<MatchList<InetAddress>> TRUSTED_HOSTS =
            Option.of("authresults_trusted_hosts", OptionTypes.HOST_LIST, "");

    /// The plugin; it needs nothing.
    @Activate
    public AuthresultsPlugin() {}

    @Override
    public String name() {
        return "authresults";
    }

    @Override
    public List<OptionSet> options() {
        return List.of(OptionSet.main(STRIP, TRUSTED_HOSTS));
    }

    @Override
    public List<Contribution> contributions() {
        return List.of(new AuthresultsItem(), new StripCheck());
    }
}
