package org.postern.tlsresume;

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

/// The plugin for TLS sessions that are resumed: an option of the main section, one of the smtp transport,
/// and
/// what they mean.
@Component(service = Plugin.class)
public final class TlsResumePlugin implements Plugin {
    static final Option<MatchList<InetAddress>> CLIENTS = Option.of("tls_resumption_hosts", OptionTypes.HOST_LIST, "");
    static final Option<MatchList<InetAddress>> SERVERS = Option.of("tls_resumption_hosts", OptionTypes.HOST_LIST, "");

    /// The plugin.
    @Activate
    public TlsResumePlugin() {}

    @Override
    public String name() {
        return "tls-resume";
    }

    @Override
    public List<OptionSet> options() {
        return List.of(OptionSet.main(CLIENTS), OptionSet.transport("smtp", SERVERS));
    }

    @Override
    public List<Contribution> contributions() {
        return List.of(new ListedHosts());
    }
}
