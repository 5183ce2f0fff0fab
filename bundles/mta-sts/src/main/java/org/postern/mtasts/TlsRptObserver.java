package org.postern.mtasts;

import org.postern.api.Context;
import org.postern.api.net.TlsAttempt;
import org.postern.spi.TlsObserver;

/// Counts what came of TLS in each session, for the reports.
final class TlsRptObserver implements TlsObserver {
    private final TlsReporting reporting;

    TlsRptObserver(TlsReporting reporting) {
        this.reporting = reporting;
    }

    @Override
    public String name() {
        return "tls_rpt";
    }

    @Override
    public void attempted(TlsAttempt attempt, Context context) {
        if (Observation.isCounted(context)) {
            Observation.of(attempt).ifPresent(reporting::collect);
        }
    }
}
