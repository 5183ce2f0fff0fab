package org.postern.proxy;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.postern.api.Text;
import org.postern.api.config.MatchList;
import org.postern.api.config.Option;
import org.postern.api.config.OptionTypes;
import org.postern.api.net.ThroughProxy;
import org.postern.spi.Contribution;
import org.postern.spi.OptionSet;
import org.postern.spi.Plugin;
import org.postern.spi.Variable;

/// The plugin of the PROXY protocol: which hosts are proxies, the filter that reads what they say, and the
/// variables that show it.
@Component(service = Plugin.class)
public final class ProxyPlugin implements Plugin {
    static final Option<MatchList<InetAddress>> HOSTS =
            Option.of("hosts_proxy", OptionTypes.HOST_LIST, "").alsoCalled("proxy_required_hosts");
    static final Option<Duration> TIMEOUT = Option.of("proxy_protocol_timeout", OptionTypes.TIME, "3s");

    /// The plugin; it needs nothing.
    @Activate
    public ProxyPlugin() {}

    @Override
    public String name() {
        return "proxy";
    }

    @Override
    public List<OptionSet> options() {
        return List.of(OptionSet.main(HOSTS, TIMEOUT));
    }

    @Override
    public List<Contribution> contributions() {
        List<Contribution> all = new ArrayList<>(ThroughProxy.variables());
        all.add(new ProxyFilter());
        all.add(tls("proxy_tls_version", ProxyTls::version));
        all.add(tls("proxy_tls_cipher", ProxyTls::cipher));
        all.add(tls("proxy_tls_cn", ProxyTls::commonName));
        all.add(tls("proxy_tls_verified", tls -> tls.isVerified() ? "1" : "0"));
        return List.copyOf(all);
    }

    private static Variable tls(String name, Function<ProxyTls, String> aspect) {
        return Variable.of(name, ProxyTls.SLOT, tls -> Text.tainted(aspect.apply(tls)));
    }
}
