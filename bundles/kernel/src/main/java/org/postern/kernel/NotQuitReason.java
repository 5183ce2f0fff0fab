package org.postern.kernel;

import java.util.Optional;
import org.postern.api.Slot;
import org.postern.api.Text;
import org.postern.spi.Variable;

/// Why a session ends without QUIT: `$smtp_notquit_reason`.
final class NotQuitReason {
    static final Slot<String> SLOT = Slot.of(Slot.Lifetime.CONNECTION, "smtp-notquit-reason");

    private NotQuitReason() {}

    static Variable variable() {
        return Variable.of(
                "smtp_notquit_reason",
                context -> Optional.of(context.get(SLOT).map(Text::trusted).orElse(Text.EMPTY)));
    }
}
