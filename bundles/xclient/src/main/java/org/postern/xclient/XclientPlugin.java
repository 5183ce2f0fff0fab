package org.postern.xclient;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.postern.api.config.MatchList;
import org.postern.api.config.Option;
import org.postern.api.config.OptionTypes;
import org.postern.api.net.ThroughProxy;
import org.postern.spi.Contribution;
import org.postern.spi.OptionSet;
import org.postern.spi.Plugin;

/// The plugin of XCLIENT: which hosts may speak for others, the extension, and the variables that show it.
@Component(service = Plugin.class)
public final class XclientPlugin implements Plugin {
    static final Option<MatchList<InetAddress>> HOSTS = Option.of("hosts_xclient", OptionTypes.HOST_LIST, "");

    /// The plugin; it needs nothing.
    @Activate
    public XclientPlugin() {}

    @Override
    public String name() {
        return "xclient";
    }

    @Override
    public List<OptionSet> options() {
        return List.of(OptionSet.main(HOSTS));
    }

    @Override
    public List<Contribution> contributions() {
        List<Contribution> all = new ArrayList<>(ThroughProxy.variables());
        all.add(new XclientExtension());
        return List.copyOf(all);
    }
}
