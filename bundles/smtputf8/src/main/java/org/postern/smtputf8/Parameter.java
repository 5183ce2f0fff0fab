package org.postern.smtputf8;

import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.Phase;
import org.postern.api.mail.ProtocolTag;
import org.postern.api.smtp.Reply;
import org.postern.spi.SmtpParameter;

/// The parameter `SMTPUTF8` of a command (RFC 6531, 3.4 and 3.7.4.2).
///
/// @param command MAIL, VRFY or EXPN
record Parameter(Phase command) implements SmtpParameter {
    static final String KEYWORD = "SMTPUTF8";

    @Override
    public String keyword() {
        return KEYWORD;
    }

    @Override
    public Optional<Reply> accept(Context context, Optional<String> value) {
        return value.isEmpty() ? Optional.empty() : Optional.of(Reply.of(501, "5.4", "SMTPUTF8 takes no value"));
    }

    @Override
    public boolean permitsUtf8() {
        return true;
    }

    /// The word for the protocol has `utf8` before it, as Exim writes it (RFC 6531, 4.3).
    @Override
    public void begun(Context context) {
        new ProtocolTag("utf8"::concat).addTo(context);
    }
}
