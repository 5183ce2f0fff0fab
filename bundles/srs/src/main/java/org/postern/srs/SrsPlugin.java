package org.postern.srs;

import java.util.ArrayList;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Settings;
import org.postern.spi.Contribution;
import org.postern.spi.OptionSet;
import org.postern.spi.Plugin;

/// The plugin of SRS: the expansion item that rewrites senders, the condition that finds the way back, the
/// options of redirect routers that do either, and variables that tell it.
@Component(service = Plugin.class)
public final class SrsPlugin implements Plugin {
    /// The plugin; it needs nothing.
    @Activate
    public SrsPlugin() {}

    @Override
    public String name() {
        return "srs";
    }

    @Override
    public List<OptionSet> options() {
        return List.of(SrsSettings.all(), SrsRedirection.options());
    }

    @Override
    public void check(Settings main) throws ConfigException {
        SrsSettings.check(main);
    }

    @Override
    public List<Contribution> contributions() {
        List<Contribution> all = new ArrayList<>(SrsVariables.all());
        all.add(new SrsEncode());
        all.add(new InboundSrs());
        all.add(new SrsRedirection());
        return List.copyOf(all);
    }
}
