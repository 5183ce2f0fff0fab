package org.postern.spi;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;
import org.postern.api.Context;
import org.postern.api.ExpansionException;

/// An SMTP service extension: a line in the EHLO reply, with its parameters and commands. Its name is the
/// EHLO keyword in lower case.
@ConsumerType
public non-sealed interface SmtpExtension extends Contribution {
    /// The text after the keyword in the EHLO reply (the empty string for none); empty if the extension is
    /// not on offer to this client now.
    Optional<String> advertise(Context context) throws ExpansionException;

    /// Whether the client may have sent what it has sent before the greeting, or before the reply to EHLO.
    /// Asked
    /// only if it has; nobody else may, and DATA is not asked about.
    default boolean invitesEarlyInput(Context context) throws ExpansionException {
        return false;
    }

    /// The parameters that this extension adds to MAIL and RCPT.
    default List<SmtpParameter> parameters() {
        return List.of();
    }

    /// The commands that this extension adds.
    default List<SmtpCommand> commands() {
        return List.of();
    }
}
