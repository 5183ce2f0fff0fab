package org.postern.results;

import java.util.List;

/// What one method found, as an Authentication-Results field says it (`resinfo` in RFC 8601, 2.2).
///
/// @param method in lower case, such as `dkim`
/// @param version of the method, or the empty string
/// @param result in lower case, such as `pass`
/// @param reason free text, or the empty string
/// @param properties in the order of the field
/// @param text all of it as it stands in the field, with folds and comments
public record MethodResult(
        String method, String version, String result, String reason, List<Property> properties, String text) {
    /// The properties cannot be changed.
    public MethodResult {
        properties = List.copyOf(properties);
    }

    /// One property: `type.name=value`.
    ///
    /// @param type in lower case, such as `smtp`
    /// @param name in lower case, such as `mailfrom`
    /// @param value without quotes
    public record Property(String type, String name, String value) {}
}
