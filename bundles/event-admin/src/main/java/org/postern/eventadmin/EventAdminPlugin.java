package org.postern.eventadmin;

import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.event.EventAdmin;
import org.postern.api.Context;
import org.postern.api.config.Option;
import org.postern.api.config.OptionTypes;
import org.postern.broadcast.Broadcast;
import org.postern.broadcast.Sending;
import org.postern.spi.Contribution;
import org.postern.spi.OptionSet;
import org.postern.spi.Plugin;

/// The plugin that sends events to whoever handles them in the framework.
@Component(service = Plugin.class)
public final class EventAdminPlugin implements Plugin {
    static final Option<List<String>> EVENTS = Option.of("event_admin_events", OptionTypes.TEXT_LIST, "*");
    private static final int WAITING = 20_000;
    private static final int AT_ONCE = 100;

    private final Broadcast broadcast;

    /// The plugin, which sends through `admin`.
    @Activate
    public EventAdminPlugin(@Reference EventAdmin admin) {
        broadcast = Broadcast.to(new Topics(admin), "event-admin", WAITING, AT_ONCE);
    }

    /// What waits is sent.
    @Deactivate
    public void stop() {
        broadcast.close();
    }

    @Override
    public String name() {
        return "event-admin";
    }

    @Override
    public List<OptionSet> options() {
        return List.of(OptionSet.main(EVENTS));
    }

    @Override
    public List<Contribution> contributions() {
        return List.of(new Sending(name(), _ -> true, EVENTS, broadcast));
    }

    @Override
    public void configured(Context context) {
        broadcast.logTo(context);
    }
}
