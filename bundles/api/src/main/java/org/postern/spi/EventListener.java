package org.postern.spi;

import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;
import org.postern.api.Context;
import org.postern.api.Event;
import org.postern.api.ExpansionException;
import org.postern.api.Text;

/// Sees what happens, and may have a word in some of it. Called in the thread in which it happens; it must
/// not wait.
@ConsumerType
public non-sealed interface EventListener extends Contribution {
    /// Takes an event. New names may appear. What it answers matters where the event can be prevented, as
    /// `tls:cert` can: an answer that is not empty prevents it, and says why.
    Optional<Text> on(Event event, Context context) throws ExpansionException;
}
