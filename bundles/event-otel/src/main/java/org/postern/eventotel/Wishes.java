package org.postern.eventotel;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

/// What the configuration says about the way to a collector.
///
/// @param endpoint the URL that takes spans
/// @param headers fields of each request
/// @param timeout how long one sending may take, with all its tries
/// @param service the name of this service
/// @param share of messages whose spans are sent, from 0 to 1
record Wishes(URI endpoint, Map<String, String> headers, Duration timeout, String service, double share) {
    /// Headers cannot be changed.
    Wishes {
        headers = Map.copyOf(headers);
    }
}
