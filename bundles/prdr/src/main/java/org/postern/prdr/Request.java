package org.postern.prdr;

import org.postern.api.Context;
import org.postern.api.Slot;

/// That a client wants an answer for each recipient of a message. It belongs to the one message.
final class Request {
    static final String KEYWORD = "PRDR";

    /// Set if there is nothing to answer one by one.
    private static final Slot<Boolean> WAIVED = Slot.of(Slot.Lifetime.MESSAGE, "prdr-waived");

    private Request() {}

    /// Whether the message in hand came with it.
    static boolean stands(Context context) {
        return !context.get(WAIVED).orElse(false)
                && context.message()
                        .map(message -> message.parameters().containsKey(KEYWORD))
                        .orElse(false);
    }

    /// The message in hand is answered as any other.
    static void waive(Context context) {
        context.put(WAIVED, true);
    }
}
