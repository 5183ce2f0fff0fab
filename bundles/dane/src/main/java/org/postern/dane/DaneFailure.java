package org.postern.dane;

import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.Event;
import org.postern.api.Text;
import org.postern.api.config.Settings;
import org.postern.api.net.TlsFault;
import org.postern.spi.TlsPolicySource.Decision;

/// That a host cannot be used because of DANE: the event `dane:fail`, with Exim's words.
///
/// @param transport in which it happens
/// @param context that of the host
record DaneFailure(Optional<Settings> transport, Context context) {
    DaneFailure(Settings transport, Context context) {
        this(Optional.of(transport), context);
    }

    /// The host must not be used now.
    Decision defer(TlsFault fault, String reason) {
        tell(fault.word());
        return new Decision.Defer(fault, "DANE error: " + reason);
    }

    /// Tells the listeners.
    void tell(String word) {
        new Event("dane:fail", Text.trusted(word), transport).tell(context);
    }
}
