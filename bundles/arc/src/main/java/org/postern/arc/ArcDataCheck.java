package org.postern.arc;

import java.io.IOException;
import java.util.Optional;
import org.postern.api.smtp.Reply;
import org.postern.api.smtp.SmtpExchange;
import org.postern.spi.DataCheck;

/// Has a chain that came with the message validated before the DATA ACL, so that its result is known to
/// Authentication-Results and, later, to the one who seals.
final class ArcDataCheck implements DataCheck {
    private final ArcCheck check;

    ArcDataCheck(ArcCheck check) {
        this.check = check;
    }

    @Override
    public String name() {
        return "arc";
    }

    @Override
    public int order() {
        return 90;
    }

    @Override
    public Optional<Reply> check(SmtpExchange exchange) throws IOException {
        if (exchange.context().get(ArcCheck.RECEIVED).isPresent()) {
            check.result(exchange.context());
        }
        return Optional.empty();
    }
}
