package org.postern.spi;

import java.io.IOException;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;
import org.postern.api.smtp.Reply;
import org.postern.api.smtp.SmtpExchange;

/// Takes part in the decision about a message after its data and before the DATA ACL: for each signature,
/// each MIME part, each recipient.
@ConsumerType
public non-sealed interface DataCheck extends Contribution {
    /// The place among the checks: lower comes first. What verifies stands below 100, what answers for each
    /// recipient at 200.
    int order();

    /// Checks the message in hand; the reply if all of it is refused. It may send replies of its own before
    /// the last one.
    Optional<Reply> check(SmtpExchange exchange) throws IOException;
}
