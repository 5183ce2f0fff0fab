package org.postern.kernel;

import java.time.InstantSource;
import java.util.function.DoubleSupplier;
import org.postern.api.MailLog;
import org.postern.api.dns.Dns;
import org.postern.core.Mailer;
import org.postern.core.Spool;

/// What a session works with.
///
/// @param leases the configuration and plugins of the moment
/// @param spool where messages go
/// @param mailer who delivers them
/// @param dns the resolver
/// @param log the logs
/// @param clock the time
/// @param connections the clients of the moment
/// @param turns what clients have started by ETRN
/// @param load the load of the machine
record Services(
        Leases leases,
        Spool spool,
        Mailer mailer,
        Dns dns,
        MailLog log,
        InstantSource clock,
        Connections connections,
        Turns turns,
        DoubleSupplier load) {
    /// Those of a session that is alone.
    static Services alone(Leases leases, Spool spool, Mailer mailer, Dns dns, MailLog log, InstantSource clock) {
        return new Services(leases, spool, mailer, dns, log, clock, new Connections(), new Turns(), () -> 0);
    }

    /// The same with another log.
    Services with(MailLog other) {
        return new Services(leases, spool, mailer, dns, other, clock, connections, turns, load);
    }
}
