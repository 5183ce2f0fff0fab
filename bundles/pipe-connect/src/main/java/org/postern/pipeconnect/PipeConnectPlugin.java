package org.postern.pipeconnect;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.postern.api.config.MatchList;
import org.postern.api.config.Option;
import org.postern.api.config.OptionTypes;
import org.postern.api.hints.HintsStore;
import org.postern.spi.Contribution;
import org.postern.spi.OptionSet;
import org.postern.spi.Plugin;

/// The plugin of early pipelining: the extension on both sides.
@Component(service = Plugin.class)
public final class PipeConnectPlugin implements Plugin {
    static final Option<MatchList<InetAddress>> ADVERTISE =
            Option.of("pipelining_connect_advertise_hosts", OptionTypes.HOST_LIST, "*");
    static final Option<Optional<MatchList<InetAddress>>> HOSTS_PIPE_CONNECT =
            Option.optional("hosts_pipe_connect", OptionTypes.HOST_LIST);
    static final Option<Duration> RETRY_DATA_EXPIRE = Option.of("retry_data_expire", OptionTypes.TIME, "7d");

    private final HintsStore hints;

    /// The plugin; what servers announce is kept in `hints`.
    @Activate
    public PipeConnectPlugin(@Reference HintsStore hints) {
        this.hints = hints;
    }

    @Override
    public String name() {
        return "pipe-connect";
    }

    @Override
    public List<OptionSet> options() {
        return List.of(OptionSet.main(ADVERTISE, RETRY_DATA_EXPIRE), OptionSet.transport("smtp", HOSTS_PIPE_CONNECT));
    }

    @Override
    public List<Contribution> contributions() {
        return List.of(new PipeConnectExtension(), new EhloCache(hints));
    }
}
