package org.postern.transports;

import java.util.List;
import org.postern.api.config.Option;
import org.postern.api.config.Settings;
import org.postern.spi.Transport;
import org.postern.spi.TransportDriver;

/// The driver `autoreply`: answers messages.
final class AutoreplyDriver implements TransportDriver {
    @Override
    public String name() {
        return "autoreply";
    }

    @Override
    public List<Option<?>> options() {
        return AutoreplyOptions.ALL;
    }

    @Override
    public Transport create(Settings settings) {
        return new AutoreplyTransport(settings);
    }
}
