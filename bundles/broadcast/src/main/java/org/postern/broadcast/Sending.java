package org.postern.broadcast;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.postern.api.Context;
import org.postern.api.Event;
import org.postern.api.Text;
import org.postern.api.config.Option;
import org.postern.spi.EventListener;

/// A listener that hands events on and never has a say.
///
/// @param name of what sends them
/// @param on whether anything is sent
/// @param wanted the names of the events that are sent; `*` for all, empty for none
/// @param broadcast on which way
public record Sending(String name, Predicate<Context> on, Option<List<String>> wanted, Broadcast broadcast)
        implements EventListener {
    @Override
    public boolean wants(Event event, Context context) {
        if (!on.test(context)) {
            return false;
        }
        List<String> names = context.setting(wanted);
        return names.contains("*") || names.contains(event.name());
    }

    @Override
    public Duration patience(Context context) {
        return Duration.ZERO;
    }

    @Override
    public Optional<Text> on(Event event, Context context) {
        broadcast.offer(Occurrence.of(event, context));
        return Optional.empty();
    }
}
