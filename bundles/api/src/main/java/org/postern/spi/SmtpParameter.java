package org.postern.spi;

import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;
import org.postern.api.Context;
import org.postern.api.Phase;
import org.postern.api.smtp.Reply;

/// A parameter of MAIL or RCPT, such as `SIZE=1000`. An accepted one is kept in
/// [org.postern.api.mail.Message#parameters] or [org.postern.api.mail.Recipient#parameters].
@ConsumerType
public interface SmtpParameter {
    /// The keyword, in upper case.
    String keyword();

    /// The command that takes it: `MAIL` or `RCPT`.
    Phase command();

    /// Takes the parameter, or refuses the command with a reply. The value is empty where there is no `=`.
    Optional<Reply> accept(Context context, Optional<String> value);

    /// The message that an accepted parameter of MAIL is for has begun: what it means for the message can be
    /// put into the slots of `context`. Not called for parameters of RCPT.
    default void begun(Context context) {}
}
