package org.postern.wellknown;

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

/// The plugin of WELLKNOWN.
@Component(service = Plugin.class)
public final class WellknownPlugin implements Plugin {
    static final Option<MatchList<InetAddress>> ADVERTISE =
            Option.of("wellknown_advertise_hosts", OptionTypes.HOST_LIST, "");

    /// The plugin; it needs nothing.
    @Activate
    public WellknownPlugin() {}

    @Override
    public String name() {
        return "wellknown";
    }

    @Override
    public List<OptionSet> options() {
        return List.of(OptionSet.main(ADVERTISE));
    }

    @Override
    public List<Contribution> contributions() {
        return List.of(new WellknownExtension(), new WellknownControl());
    }
}
