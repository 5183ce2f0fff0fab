package org.postern.api;

import java.util.Optional;

/// Something that happened. New kinds may appear.
public interface Event {
    /// The name that the configuration knows, such as `msg:delivery`.
    String name();

    /// What happened, in one line; what it holds depends on the name.
    Text data();

    /// The id of the message it happened to, if it did to one.
    Optional<String> messageId();
}
