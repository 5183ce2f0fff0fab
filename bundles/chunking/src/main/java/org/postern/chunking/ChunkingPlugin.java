package org.postern.chunking;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.postern.api.config.MatchList;
import org.postern.api.config.Option;
import org.postern.api.config.OptionTypes;
import org.postern.spi.Contribution;
import org.postern.spi.OptionSet;
import org.postern.spi.Plugin;

/// The plugin of CHUNKING.
@Component(service = Plugin.class)
public final class ChunkingPlugin implements Plugin {
    static final Option<MatchList<InetAddress>> ADVERTISE =
            Option.of("chunking_advertise_hosts", OptionTypes.HOST_LIST, "*");
    static final Option<Optional<MatchList<InetAddress>>> HOSTS_TRY_CHUNKING =
            Option.of("hosts_try_chunking", OptionTypes.HOST_LIST.orEmpty(), "*");

    /// The plugin; it needs nothing.
    @Activate
    public ChunkingPlugin() {}

    @Override
    public String name() {
        return "chunking";
    }

    @Override
    public List<OptionSet> options() {
        return List.of(OptionSet.main(ADVERTISE), OptionSet.transport("smtp", HOSTS_TRY_CHUNKING));
    }

    @Override
    public List<Contribution> contributions() {
        return List.of(new ChunkingExtension(), new OnwardExtension());
    }
}
