package org.postern.prdr;

import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.Phase;
import org.postern.api.smtp.Reply;
import org.postern.spi.SmtpExtension;
import org.postern.spi.SmtpParameter;

/// PRDR towards clients: on offer where the option says so.
final class PrdrExtension implements SmtpExtension, SmtpParameter {
    @Override
    public String name() {
        return "prdr";
    }

    @Override
    public Optional<String> advertise(Context context) {
        return context.setting(PrdrPlugin.PRDR_ENABLE) ? Optional.of("") : Optional.empty();
    }

    @Override
    public List<SmtpParameter> parameters() {
        return List.of(this);
    }

    @Override
    public String keyword() {
        return Request.KEYWORD;
    }

    @Override
    public Phase command() {
        return Phase.MAIL;
    }

    @Override
    public Optional<Reply> accept(Context context, Optional<String> value) {
        return value.isEmpty() ? Optional.empty() : Optional.of(Reply.of(501, "5.4", "PRDR takes no value"));
    }
}
