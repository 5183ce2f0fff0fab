package org.postern.event;

import java.util.ArrayList;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.postern.spi.Contribution;
import org.postern.spi.OptionSet;
import org.postern.spi.Plugin;

/// The plugin of events: the options that say what is to be done, and the variables that say what it is
/// about.
@Component(service = Plugin.class)
public final class EventPlugin implements Plugin {
    /// The plugin; it needs nothing.
    @Activate
    public EventPlugin() {}

    @Override
    public String name() {
        return "event";
    }

    @Override
    public List<OptionSet> options() {
        return List.of(
                OptionSet.main(EventOptions.MAIN_ACTION, EventOptions.TIMEOUT),
                OptionSet.everyTransport(
                        EventOptions.TRANSPORT_ACTION, EventOptions.DELIVERY_ACTION, EventOptions.HOST_DEFER_ACTION));
    }

    @Override
    public List<Contribution> contributions() {
        List<Contribution> all = new ArrayList<>(EventVariables.all());
        all.add(new EventAction());
        return List.copyOf(all);
    }
}
