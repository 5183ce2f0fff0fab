package org.postern.eventwebhook;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.postern.api.Context;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Option;
import org.postern.api.config.OptionType;
import org.postern.api.config.OptionTypes;
import org.postern.broadcast.Broadcast;
import org.postern.broadcast.Sending;
import org.postern.spi.Contribution;
import org.postern.spi.OptionSet;
import org.postern.spi.Plugin;

/// The plugin that posts events to a web server.
@Component(service = Plugin.class)
public final class EventWebhookPlugin implements Plugin {
    static final Option<Optional<URI>> ADDRESS = Option.optional(
            "event_webhook_url", OptionType.of("a URL, such as https://host/path", (text, _) -> address(text)));
    static final Option<Optional<String>> AUTHORIZATION =
            Option.optional("event_webhook_authorization", OptionTypes.TEXT);
    static final Option<Duration> TIMEOUT = Option.of("event_webhook_timeout", OptionTypes.TIME, "10s");
    static final Option<Long> TRIES = Option.of("event_webhook_tries", OptionTypes.NUMBER, "4");
    static final Option<List<String>> EVENTS = Option.of("event_webhook_events", OptionTypes.TEXT_LIST, "*");
    private static final int WAITING = 20_000;
    private static final int AT_ONCE = 100;

    private final Webhook webhook = new Webhook(Duration.ofSeconds(1));
    private final Broadcast broadcast = Broadcast.to(webhook, "event-webhook", WAITING, AT_ONCE);

    /// The plugin; it needs nothing.
    @Activate
    public EventWebhookPlugin() {}

    private static URI address(String text) throws ConfigException {
        try {
            URI address = new URI(text);
            boolean isWeb =
                    "https".equalsIgnoreCase(address.getScheme()) || "http".equalsIgnoreCase(address.getScheme());
            if (isWeb && Optional.ofNullable(address.getHost()).isPresent()) {
                return address;
            }
        } catch (URISyntaxException _) {
            // Said below.
        }
        throw new ConfigException("not a URL of a web server: " + text);
    }

    /// What waits is sent, if the server takes it at once.
    @Deactivate
    public void stop() {
        broadcast.close();
    }

    @Override
    public String name() {
        return "event-webhook";
    }

    @Override
    public List<OptionSet> options() {
        return List.of(OptionSet.main(ADDRESS, AUTHORIZATION, TIMEOUT, TRIES, EVENTS));
    }

    @Override
    public List<Contribution> contributions() {
        return List.of(new Sending(name(), context -> context.setting(ADDRESS).isPresent(), EVENTS, broadcast));
    }

    @Override
    public void configured(Context context) {
        broadcast.logTo(context);
        webhook.follow(context.setting(ADDRESS)
                .map(address -> new Webhook.Wishes(
                        address,
                        context.setting(AUTHORIZATION),
                        context.setting(TIMEOUT),
                        Math.max(1, context.setting(TRIES)))));
    }
}
