package org.postern.spi;

import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;
import org.postern.api.Context;
import org.postern.api.Phase;
import org.postern.api.smtp.Reply;

/// A parameter of MAIL, RCPT, VRFY or EXPN, such as `SIZE=1000`. One of MAIL or RCPT that was accepted is
/// kept in [org.postern.api.mail.Message#parameters] or [org.postern.api.mail.Recipient#parameters].
@ConsumerType
public interface SmtpParameter {
    /// The keyword, in upper case.
    String keyword();

    /// The command that takes it: `MAIL`, `RCPT`, `VRFY` or `EXPN`.
    Phase command();

    /// Takes the parameter, or refuses the command with a reply. The value is empty where there is no `=`.
    Optional<Reply> accept(Context context, Optional<String> value);

    /// Whether UTF-8 may stand in the addresses of the command and in the reply to it; for MAIL, in the whole
    /// message ([org.postern.api.mail.Controls#UTF8]).
    default boolean permitsUtf8() {
        return false;
    }

    /// The message that an accepted parameter of MAIL is for has begun: what it means for the message can be
    /// put into the slots of `context`. Not called for parameters of RCPT.
    default void begun(Context context) {}
}
