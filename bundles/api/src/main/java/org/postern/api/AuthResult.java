package org.postern.api;

import java.util.List;

/// What one method of authentication found, as RFC 8601 reports it: how SPF, DKIM and their like reach
/// DMARC, ARC and the Authentication-Results header without knowing each other. Kept in [#RESULTS].
///
/// @param method such as `spf`
/// @param result such as `pass`
/// @param reason free text, or empty
/// @param properties such as `smtp.mailfrom=example.org`, in the order in which they are shown
public record AuthResult(String method, String result, String reason, List<Property> properties) {
    /// The results of the message in hand, in the order in which they were found.
    public static final Slot<List<AuthResult>> RESULTS = Slot.of(Slot.Lifetime.MESSAGE, "auth-results");

    /// The results cannot be changed.
    public AuthResult {
        properties = List.copyOf(properties);
    }

    /// One property: `type.name=value`.
    ///
    /// @param type `smtp`, `header`, `body` or `policy`
    /// @param name such as `mailfrom`
    /// @param value as found; the writer of the header quotes it
    public record Property(String type, String name, String value) {}

    /// Adds this result to those of the message in hand, in place of an earlier one that is equal.
    public void addTo(Context context) {
        List<AuthResult> found = new java.util.ArrayList<>(context.get(RESULTS).orElse(List.of()));
        found.remove(this);
        found.add(this);
        context.put(RESULTS, List.copyOf(found));
    }
}
