package org.postern.dkim;

import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.Slot;
import org.postern.spi.IncomingObserver;

/// Shows the bytes of a message to a [MessageVerifier] while they come in.
final class DkimObserver implements IncomingObserver {
    /// The verifier of the message in hand; empty if it is not verified.
    static final Slot<MessageVerifier> VERIFIER = Slot.of(Slot.Lifetime.MESSAGE, "dkim verifier");

    @Override
    public String name() {
        return "dkim";
    }

    @Override
    public Optional<Sink> begin(Context context) {
        if (DisableVerify.isOn(context)) {
            return Optional.empty();
        }
        MessageVerifier verifier = new MessageVerifier(DkimOptions.rules(context), context.now());
        context.put(VERIFIER, verifier);
        return Optional.of(new Sink() {
            @Override
            public void bytes(byte[] bytes, int offset, int length) {
                verifier.update(bytes, offset, length);
            }

            @Override
            public void end() {
                verifier.end();
            }
        });
    }
}
