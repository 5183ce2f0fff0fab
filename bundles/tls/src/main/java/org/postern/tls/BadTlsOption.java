package org.postern.tls;

import org.postern.api.config.Option;

/// TLS cannot be had, because of what an option says or the file that it names. The message does not repeat
/// the option.
final class BadTlsOption extends Exception {
    private static final long serialVersionUID = 1;

    @SuppressWarnings("serial") // never serialized
    private final Option<?> option;

    BadTlsOption(Option<?> option, String message) {
        super(message);
        this.option = option;
    }

    BadTlsOption(Option<?> option, String message, Throwable cause) {
        super(message, cause);
        this.option = option;
    }

    /// The option at fault.
    Option<?> option() {
        return option;
    }

    /// Option and fault, for the log.
    String logText() {
        return option.name() + ": " + getMessage();
    }
}
