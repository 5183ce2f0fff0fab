package org.postern.smtpout;

import java.util.List;
import java.util.Optional;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Option;
import org.postern.api.config.Settings;
import org.postern.api.dns.Dns;
import org.postern.api.net.TlsClient;
import org.postern.api.system.LocalHost;
import org.postern.spi.Transport;
import org.postern.spi.TransportDriver;

/// The driver `smtp`.
///
/// @param dns where hosts without an address are looked up
/// @param machine whose addresses are ours
/// @param tls how TLS is started, if something can
record SmtpDriver(Dns dns, LocalHost machine, Optional<TlsClient> tls) implements TransportDriver {
    @Override
    public String name() {
        return "smtp";
    }

    @Override
    public List<Option<?>> options() {
        return SmtpOptions.ALL;
    }

    @Override
    public Transport create(Settings settings) throws ConfigException {
        for (Option<?> later : SmtpOptions.LATER) {
            if (settings.isSet(later)) {
                throw settings.invalid(later, "not there yet");
            }
        }
        for (Option<Long> count : SmtpOptions.AT_LEAST_ONE) {
            if (settings.get(count) < 1) {
                throw settings.invalid(count, "must be at least 1");
            }
        }
        return new SmtpTransport(
                settings, new HostResolver(dns, machine, settings.get(SmtpOptions.GETHOSTBYNAME)), tls);
    }
}
