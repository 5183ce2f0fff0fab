package org.postern.tls;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.postern.api.Context;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Settings;
import org.postern.spi.Contribution;
import org.postern.spi.OptionSet;
import org.postern.spi.Plugin;

/// The TLS plugin: STARTTLS, TLS on connect, and what the configuration can say and ask of them.
@Component(service = Plugin.class)
public final class TlsPlugin implements Plugin {
    private final TlsServer server;
    private final boolean serves;

    /// A plugin that keeps the certificate that it makes under the server's home. Where a configuration is
    /// only tried (`postern.mode` is not `run`), none is read or made before a client wants it.
    @Activate
    public TlsPlugin(BundleContext bundle, @Reference Staples staples) {
        this(
                Optional.ofNullable(bundle.getProperty("postern.home")).map(Path::of),
                Optional.ofNullable(bundle.getProperty("postern.mode"))
                        .orElse("run")
                        .equals("run"),
                staples);
    }

    TlsPlugin(Optional<Path> home, boolean serves, Staples staples) {
        server = new TlsServer(home, staples);
        this.serves = serves;
    }

    @Override
    public String name() {
        return "tls";
    }

    @Override
    public List<OptionSet> options() {
        return TlsOptions.all();
    }

    @Override
    public void check(Settings main) throws ConfigException {
        CredentialCheck.check(main);
    }

    /// Reads, or makes, the certificate before the first client needs it. Fault or not, the server starts:
    /// STARTTLS is refused until it is mended.
    @Override
    public void configured(Context context) {
        if (!serves) {
            return;
        }
        try {
            server.prepare(context);
        } catch (BadTlsOption e) {
            context.log().panic("TLS: " + e.logText());
        }
    }

    @Override
    public List<Contribution> contributions() {
        List<Contribution> all =
                new ArrayList<>(List.of(new TlsOnConnect(server), new StartTls(server), new ArrivalTls()));
        all.addAll(TlsVariables.all());
        return List.copyOf(all);
    }
}
