package org.postern.auth;

import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.Slot;
import org.postern.api.Text;
import org.postern.spi.Variable;

/// Who failed to authenticate last, by `server_set_id`: `$authenticated_fail_id`.
final class FailedId {
    private static final Slot<String> SLOT = Slot.of(Slot.Lifetime.CONNECTION, "authenticated_fail_id");

    private FailedId() {}

    static void put(String identity, Context context) {
        context.put(SLOT, identity);
    }

    static Variable variable() {
        return Variable.of(
                "authenticated_fail_id",
                context -> context.get(SLOT).map(Text::tainted).or(() -> Optional.of(Text.EMPTY)));
    }
}
