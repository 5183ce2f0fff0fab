package org.postern.eventotel;

import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.postern.api.Context;
import org.postern.broadcast.Broadcast;
import org.postern.broadcast.Sending;
import org.postern.spi.Contribution;
import org.postern.spi.OptionSet;
import org.postern.spi.Plugin;

/// The plugin that sends events to a collector of OpenTelemetry.
@Component(service = Plugin.class)
public final class EventOtelPlugin implements Plugin {
    private static final int WAITING = 20_000;
    private static final int AT_ONCE = 500;

    private final Collector collector = new Collector();
    private final Broadcast broadcast = Broadcast.to(collector, "event-otel", WAITING, AT_ONCE);

    /// The plugin; it needs nothing.
    @Activate
    public EventOtelPlugin() {}

    /// What waits is sent, if the collector takes it at once.
    @Deactivate
    public void stop() {
        broadcast.close();
    }

    @Override
    public String name() {
        return "event-otel";
    }

    @Override
    public List<OptionSet> options() {
        return List.of(OptionSet.main(
                OtelOptions.ENDPOINT,
                OtelOptions.HEADERS,
                OtelOptions.TIMEOUT,
                OtelOptions.QUEUE,
                OtelOptions.SERVICE,
                OtelOptions.SAMPLING,
                OtelOptions.EVENTS));
    }

    @Override
    public List<Contribution> contributions() {
        return List.of(new Sending(
                name(), context -> context.setting(OtelOptions.ENDPOINT).isPresent(), OtelOptions.EVENTS, broadcast));
    }

    @Override
    public void configured(Context context) {
        broadcast.logTo(context);
        broadcast.hold(context.setting(OtelOptions.QUEUE));
        collector.follow(context.setting(OtelOptions.ENDPOINT)
                .map(endpoint -> new Wishes(
                        endpoint,
                        context.setting(OtelOptions.HEADERS),
                        context.setting(OtelOptions.TIMEOUT),
                        context.setting(OtelOptions.SERVICE),
                        context.setting(OtelOptions.SAMPLING))));
    }
}
