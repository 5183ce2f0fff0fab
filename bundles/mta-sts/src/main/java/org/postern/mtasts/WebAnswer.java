package org.postern.mtasts;

import java.util.Locale;

/// What a web server answered.
///
/// @param status the status code
/// @param type the field Content-Type, or the empty string
/// @param body a byte in each `char`
record WebAnswer(int status, String type, String body) {
    /// The media type without its parameters, in lower case.
    String mediaType() {
        int end = type.indexOf(';');
        return (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }
}
