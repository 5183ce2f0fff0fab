package org.postern.api.smtp;

import org.postern.api.config.Expression;
import org.postern.api.config.Option;
import org.postern.api.config.Quantity;

/// How much a client may do in one session, for who keeps to it and who announces it. Of each, 0 is no limit.
public final class SessionLimits {
    /// How many messages a client may begin.
    public static final Option<Expression> SMTP_ACCEPT_MAX_PER_CONNECTION =
            Option.of("smtp_accept_max_per_connection", Quantity.TYPE, "1000");

    /// How many recipients a message may have.
    public static final Option<Expression> RECIPIENTS_MAX = Option.of("recipients_max", Quantity.TYPE, "50000");

    private SessionLimits() {}
}
