package org.postern.socks;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.postern.api.config.Expression;
import org.postern.api.config.Option;
import org.postern.api.config.OptionTypes;
import org.postern.api.net.ThroughProxy;
import org.postern.spi.Contribution;
import org.postern.spi.OptionSet;
import org.postern.spi.Plugin;

/// The plugin of SOCKS: the option of smtp transports that names the proxies, and the way through them.
@Component(service = Plugin.class)
public final class SocksPlugin implements Plugin {
    static final Option<Optional<Expression>> PROXY = Option.optional("socks_proxy", OptionTypes.EXPRESSION);

    /// The plugin; it needs nothing.
    @Activate
    public SocksPlugin() {}

    @Override
    public String name() {
        return "socks";
    }

    @Override
    public List<OptionSet> options() {
        return List.of(OptionSet.transport("smtp", PROXY));
    }

    @Override
    public List<Contribution> contributions() {
        List<Contribution> all = new ArrayList<>(ThroughProxy.variables());
        all.add(new SocksConnector(RandomGenerator.getDefault()));
        all.add(new ProxyField());
        return List.copyOf(all);
    }
}
