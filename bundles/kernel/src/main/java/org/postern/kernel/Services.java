package org.postern.kernel;

import java.time.InstantSource;
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
record Services(Leases leases, Spool spool, Mailer mailer, Dns dns, MailLog log, InstantSource clock) {
    /// The same with another log.
    Services with(MailLog other) {
        return new Services(leases, spool, mailer, dns, other, clock);
    }
}
