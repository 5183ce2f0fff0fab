package org.postern.spi;

import java.time.Duration;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;
import org.postern.api.Context;
import org.postern.api.Event;
import org.postern.api.ExpansionException;
import org.postern.api.Text;

/// Sees what happens, and may have a word in some of it.
@ConsumerType
public non-sealed interface EventListener extends Contribution {
    /// Takes an event. New names may appear. What it answers matters where the event can be prevented, as
    /// `tls:cert` can: an answer that is not empty prevents it, and says why.
    Optional<Text> on(Event event, Context context) throws ExpansionException;

    /// Whether it has any use for the event. Asked in the thread in which it happens: an answer takes no
    /// time.
    default boolean wants(Event event, Context context) {
        return true;
    }

    /// How long its answer is waited for. If it has not come by then, the listener is interrupted, mail goes
    /// on
    /// as if it had said nothing, and it hears no more of this message. With zero, [#on] is called in the
    /// thread in which the event happens, for as long as it likes: for those who only hand it on.
    default Duration patience(Context context) {
        return Duration.ofSeconds(10);
    }
}
