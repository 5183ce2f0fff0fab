package org.postern.queuefile;

import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.postern.api.system.Identities;
import org.postern.spi.Contribution;
import org.postern.spi.Plugin;

/// The plugin of spool files: the transport that puts them out.
@Component(service = Plugin.class)
public final class QueuefilePlugin implements Plugin {
    private final Identities identities;

    /// The plugin with what tells it as whom the server works.
    @Activate
    public QueuefilePlugin(@Reference Identities identities) {
        this.identities = identities;
    }

    @Override
    public String name() {
        return "queuefile";
    }

    @Override
    public List<Contribution> contributions() {
        return List.of(new QueuefileDriver(identities));
    }
}
