package org.postern.delivery;

import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.Event;
import org.postern.api.Text;
import org.postern.api.config.Settings;
import org.postern.api.mail.Host;
import org.postern.core.MailContext;
import org.postern.spi.Transport.Problem;
import org.postern.spi.Transport.Status;

/// Tells those who listen what becomes of a message.
///
/// @param context what is known of the message
record DeliveryEvents(MailContext context) {
    /// `msg:delivery`, with what the other side said.
    void delivered(Addressee addressee, Status.Delivered status) {
        Event event = new Event("msg:delivery", Text.tainted(status.confirmation()), transport(addressee));
        event.tell(of(addressee, status.host()));
    }

    /// `msg:fail:delivery`; `msg:fail:internal` if it never came to a transport.
    void failed(Failure failure) {
        Addressee addressee = failure.addressee();
        Optional<Settings> transport = transport(addressee);
        String name = transport.isPresent() ? "msg:fail:delivery" : "msg:fail:internal";
        Event event = new Event(name, Text.tainted(failure.reason()), transport);
        event.tell(of(addressee, failure.problem().flatMap(Problem::host)));
    }

    /// `msg:complete`: nothing is left of it.
    void completed() {
        new Event("msg:complete", Text.EMPTY, Optional.empty()).tell(context);
    }

    private Context of(Addressee addressee, Optional<Host> host) {
        MailContext known = context.with(addressee, addressee.slots());
        return host.isPresent() ? known.to(host.get()) : known;
    }

    private static Optional<Settings> transport(Addressee addressee) {
        return addressee.transport().map(TransportBlock::settings);
    }
}
