package org.postern.tls;

import org.postern.api.Context;
import org.postern.api.config.Settings;
import org.postern.api.mail.Host;
import org.postern.spi.ResumptionPolicy;

/// Lets every session be resumed.
record Resuming() implements ResumptionPolicy {
    @Override
    public String name() {
        return "always";
    }

    @Override
    public boolean server(Context context) {
        return true;
    }

    @Override
    public boolean client(Host host, Settings transport, Context context) {
        return true;
    }
}
