package org.postern.api.smtp;

import org.postern.api.Slot;
import org.postern.api.Text;
import org.postern.api.config.Option;
import org.postern.api.config.OptionTypes;

/// How much a client is told of why it was refused.
public final class ErrorDetails {
    /// Whether replies to a refused message or sender say what was wrong in detail.
    public static final Option<Boolean> SMTP_RETURN_ERROR_DETAILS =
            Option.of("smtp_return_error_details", OptionTypes.BOOLEAN, "false");

    /// What a verification found that the client is not told: `$acl_verify_message` for the rest of the ACL.
    public static final Slot<Text> VERIFY_MESSAGE = Slot.of(Slot.Lifetime.CONTEXT, "verify-message");

    private ErrorDetails() {}
}
