package org.postern.spi;

import org.osgi.annotation.versioning.ConsumerType;
import org.postern.api.Event;

/// Sees what happens. Called in the thread in which it happens, after it is durable; it must not wait.
@ConsumerType
public non-sealed interface EventListener extends Contribution {
    /// Takes an event. New kinds may appear, so a `switch` needs a `default`.
    void on(Event event);
}
