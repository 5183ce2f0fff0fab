package org.postern.smtpout;

import java.util.List;
import java.util.Optional;
import org.postern.api.ExpansionException;
import org.postern.api.config.Settings;
import org.postern.api.mail.Delivery;
import org.postern.api.smtp.Capabilities;
import org.postern.spi.EarlyHello;
import org.postern.spi.EarlyHello.Server;

/// What the plugins know of a server before it speaks.
///
/// @param memories who remembers
/// @param server of whom
/// @param delivery for which message
/// @param settings of the transport
record Early(List<EarlyHello> memories, Server server, Delivery delivery, Settings settings) {
    /// All that is known of the server of `target`.
    static Early of(Target target, boolean encrypted, Delivery delivery, Settings settings) {
        return new Early(
                delivery.contributions(EarlyHello.class),
                new Server(target.host(), target.route().target(), encrypted),
                delivery,
                settings);
    }

    /// The same server, of which nothing is to be known or learnt.
    Early forgotten() {
        return new Early(List.of(), server, delivery, settings);
    }

    /// What the server will announce, if it is known and it may be spoken to early. Who speaks early does not
    /// wait for replies later.
    Optional<Capabilities> expected() throws ExpansionException, HostTrouble {
        for (EarlyHello memory : memories) {
            Optional<Capabilities> expected = memory.expected(server, delivery, settings);
            if (expected.isPresent()) {
                return expected.filter(known -> known.has("PIPELINING")).isPresent() && !waits()
                        ? expected
                        : Optional.empty();
            }
        }
        return Optional.empty();
    }

    private boolean waits() throws ExpansionException, HostTrouble {
        return HostMatch.matches(settings.get(SmtpOptions.HOSTS_AVOID_PIPELINING), server.host(), delivery);
    }

    /// The server has spoken.
    void announced(Capabilities capabilities) {
        memories.forEach(memory -> memory.announced(server, capabilities, delivery, settings));
    }

    /// The server wants to speak first.
    void refused() {
        memories.forEach(memory -> memory.refused(server, delivery, settings));
    }
}
