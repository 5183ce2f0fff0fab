package org.postern.delivery;

import java.util.ArrayList;
import java.util.List;

/// What routing made of the recipients of a message. Filled by one thread.
///
/// @param leaves to be delivered, with transport and hosts
/// @param finished nothing is to be done for these: done before, or duplicates
/// @param dropped redirected to nobody
/// @param failed to be returned
/// @param deferred to be tried later
/// @param frozen waiting for an administrator
record RoutingResult(
        List<Addressee> leaves,
        List<Addressee> finished,
        List<Addressee> dropped,
        List<Failed> failed,
        List<Deferred> deferred,
        List<Failed> frozen) {
    RoutingResult() {
        this(
                new ArrayList<>(2),
                new ArrayList<>(0),
                new ArrayList<>(0),
                new ArrayList<>(0),
                new ArrayList<>(0),
                new ArrayList<>(0));
    }

    /// An address that goes nowhere.
    record Failed(Addressee addressee, String reason) {}

    /// An address that goes nowhere now.
    record Deferred(Addressee addressee, String reason, boolean ours) {}
}
