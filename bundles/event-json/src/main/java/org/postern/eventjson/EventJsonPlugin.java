package org.postern.eventjson;

import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.postern.api.Context;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Option;
import org.postern.api.config.OptionTypes;
import org.postern.api.config.Settings;
import org.postern.broadcast.Broadcast;
import org.postern.broadcast.Sending;
import org.postern.spi.Contribution;
import org.postern.spi.OptionSet;
import org.postern.spi.Plugin;

/// The plugin that writes events into a file.
@Component(service = Plugin.class)
public final class EventJsonPlugin implements Plugin {
    static final Option<Optional<String>> FILE = Option.optional("event_json_file", OptionTypes.TEXT);
    static final Option<List<String>> EVENTS = Option.of("event_json_events", OptionTypes.TEXT_LIST, "*");
    private static final int WAITING = 20_000;
    private static final int AT_ONCE = 1_000;

    private final EventFile file = new EventFile();
    private final Broadcast broadcast = Broadcast.to(file, "event-json", WAITING, AT_ONCE);

    /// The plugin; it needs nothing.
    @Activate
    public EventJsonPlugin() {}

    /// What waits is written.
    @Deactivate
    public void stop() {
        broadcast.close();
    }

    @Override
    public String name() {
        return "event-json";
    }

    @Override
    public List<OptionSet> options() {
        return List.of(OptionSet.main(FILE, EVENTS));
    }

    @Override
    public void check(Settings main) throws ConfigException {
        if (main.get(FILE).filter(path -> !path.startsWith("/")).isPresent()) {
            throw main.invalid(FILE, "the name of a file begins with /");
        }
    }

    @Override
    public List<Contribution> contributions() {
        return List.of(new Sending(name(), context -> context.setting(FILE).isPresent(), EVENTS, broadcast));
    }

    @Override
    public void configured(Context context) {
        broadcast.logTo(context);
        file.into(context.setting(FILE));
    }
}
