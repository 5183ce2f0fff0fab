package org.postern.transports;

import java.util.List;
import org.postern.api.config.Settings;
import org.postern.api.mail.Recipient;
import org.postern.spi.Transport;
import org.postern.spi.TransportDriver;

/// A driver that configurations may name although it cannot deliver yet: what it gets is deferred, and the
/// log says why.
///
/// @param name the driver
record LaterDriver(String name) implements TransportDriver {
    @Override
    public Transport create(Settings settings) {
        String reason = "the transport driver " + name + " cannot deliver in this version";
        return delivery -> {
            java.util.Map<Recipient, Transport.Status> statuses = new java.util.HashMap<>();
            for (Recipient recipient : List.copyOf(delivery.recipients())) {
                statuses.put(recipient, new Transport.Status.Deferred(Transport.Problem.local(reason)));
            }
            return statuses;
        };
    }
}
