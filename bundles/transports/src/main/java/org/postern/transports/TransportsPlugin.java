package org.postern.transports;

import java.time.Instant;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.postern.spi.Contribution;
import org.postern.spi.OptionSet;
import org.postern.spi.Plugin;

/// The transports that deliver on this machine.
@Component(service = Plugin.class)
public final class TransportsPlugin implements Plugin {
    private final Filesystems filesystems = new Filesystems();
    private final MailboxTurns turns = new MailboxTurns();
    private final Instant started = Instant.now();

    /// The plugin, as the framework makes it.
    @Activate
    public TransportsPlugin() {}

    @Deactivate
    void stop() {
        filesystems.close();
    }

    @Override
    public String name() {
        return "transports";
    }

    @Override
    public List<OptionSet> options() {
        return List.of(OptionSet.everyTransport(TransportFilter.COMMAND, TransportFilter.TIMEOUT));
    }

    @Override
    public List<Contribution> contributions() {
        return List.of(
                new AppendfileDriver(filesystems, turns, started),
                new PipeDriver(),
                new AutoreplyDriver(),
                new LmtpDriver(),
                new TransportFilter());
    }
}
