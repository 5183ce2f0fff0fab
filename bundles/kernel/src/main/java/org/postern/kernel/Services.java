package org.postern.kernel;

import java.time.InstantSource;
import org.postern.api.MailLog;
import org.postern.api.dns.Dns;
import org.postern.core.Mailer;
import org.postern.core.Spool;

/// What a session works with.
///
/// @param snapshots the configuration and plugins of the moment
/// @param spool where messages go
/// @param mailer who delivers them
/// @param dns the resolver
/// @param log the logs
/// @param clock the time
record Services(SnapshotKeeper snapshots, Spool spool, Mailer mailer, Dns dns, MailLog log, InstantSource clock) {}
