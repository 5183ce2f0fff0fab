package org.postern.delivery;

import java.time.InstantSource;
import java.util.random.RandomGenerator;
import org.postern.api.MailLog;
import org.postern.core.Snapshots;
import org.postern.core.Spool;

/// What every attempt needs. Safe for any number of threads.
///
/// @param spool where messages are kept
/// @param snapshots where configurations come from
/// @param log where lines go
/// @param clock the time
/// @param random for retry rules of the kind `H` and for boundaries
/// @param hostRetries hosts that are not to be tried yet
/// @param surroundings what routing knows beside the configuration
/// @param transportPlaces how many runs of each transport there are
/// @param watch who takes long
record Services(
        Spool spool,
        Snapshots snapshots,
        MailLog log,
        InstantSource clock,
        RandomGenerator random,
        HostRetries hostRetries,
        Surroundings surroundings,
        TransportPlaces transportPlaces,
        Watch watch) {
    Services(
            Spool spool,
            Snapshots snapshots,
            MailLog log,
            InstantSource clock,
            RandomGenerator random,
            Surroundings surroundings) {
        this(
                spool,
                snapshots,
                log,
                clock,
                random,
                new HostRetries(),
                surroundings,
                new TransportPlaces(),
                new Watch(clock, log));
    }
}
