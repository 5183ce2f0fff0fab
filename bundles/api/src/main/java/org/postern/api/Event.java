package org.postern.api;

import java.util.Optional;
import org.postern.api.config.Settings;
import org.postern.spi.EventListener;

/// Something that happened, or is about to.
///
/// @param name the name that the configuration knows, such as `msg:delivery`
/// @param data `$event_data`; what it holds depends on the name
/// @param transport the options of the transport in which it happens, if it is one
/// @param errno `$event_defer_errno`: why mail is deferred, as a number; 0 for other events
public record Event(String name, Text data, Optional<Settings> transport, int errno) {
    /// An event that defers nothing.
    public Event(String name, Text data, Optional<Settings> transport) {
        this(name, data, transport, 0);
    }

    /// Whether anybody listens: for those to whom it costs something to say what has happened.
    public static boolean isHeard(Context context) {
        return !context.contributions(EventListener.class).isEmpty();
    }

    /// Tells the listeners, and gives the first answer that is not empty. A listener that fails, or does not
    /// come back, is named in the log and has no say.
    public Optional<Text> tell(Context context) {
        Optional<Text> answer = Optional.empty();
        for (EventListener listener : context.contributions(EventListener.class)) {
            Optional<Text> said = new Hearing(this, listener, context).answer();
            answer = answer.isPresent() ? answer : said;
        }
        return answer;
    }
}
