package org.postern.language;

import org.postern.api.config.ConfigException;

/// A string cannot be expanded, whatever the message is.
final class SyntaxException extends ConfigException {
    private static final long serialVersionUID = 1;

    private final String remedy;

    /// A fault in Exim's words, and what can be done about it, or the empty string.
    SyntaxException(String message, String remedy) {
        super(message + remedy);
        this.remedy = remedy;
    }

    SyntaxException(String message) {
        this(message, "");
    }

    /// The fault alone, as Exim says it.
    String fault() {
        String message = String.valueOf(getMessage());
        return message.substring(0, message.length() - remedy.length());
    }
}
