package org.postern.api;

import java.util.Optional;
import org.postern.api.config.Settings;
import org.postern.spi.EventListener;

/// Something that happened, or is about to.
///
/// @param name the name that the configuration knows, such as `msg:delivery`
/// @param data `$event_data`; what it holds depends on the name
/// @param transport the options of the transport in which it happens, if it is one
public record Event(String name, Text data, Optional<Settings> transport) {
    /// Tells the listeners, and gives the first answer that is not empty. A listener that fails is named in
    /// the log and has no say.
    public Optional<Text> tell(Context context) {
        Optional<Text> answer = Optional.empty();
        for (EventListener listener : context.contributions(EventListener.class)) {
            Optional<Text> said = tell(listener, context);
            answer = answer.isPresent() ? answer : said;
        }
        return answer;
    }

    private Optional<Text> tell(EventListener listener, Context context) {
        try {
            return listener.on(this, context).filter(text -> !text.isEmpty());
        } catch (ExpansionException | RuntimeException e) {
            context.log().panic("event " + name + ": " + listener.name() + " failed: " + e);
            return Optional.empty();
        }
    }
}
