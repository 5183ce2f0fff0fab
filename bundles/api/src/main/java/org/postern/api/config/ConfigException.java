package org.postern.api.config;

/// The configuration is wrong. The message says how and what would be right, without the place, which the
/// core adds.
public class ConfigException extends Exception {
    private static final long serialVersionUID = 1;

    /// A fault, described for the administrator.
    public ConfigException(String message) {
        super(message);
    }

    /// A fault, described for the administrator, and what it came from.
    public ConfigException(String message, Throwable cause) {
        super(message, cause);
    }
}
