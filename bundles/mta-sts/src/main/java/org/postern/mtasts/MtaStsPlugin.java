package org.postern.mtasts;

import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.postern.api.Context;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Expression;
import org.postern.api.config.Settings;
import org.postern.spi.Contribution;
import org.postern.spi.OptionSet;
import org.postern.spi.Plugin;

/// The MTA-STS plugin: a source of policies for hosts, and an observer that counts what came of them.
@Component(service = Plugin.class)
public final class MtaStsPlugin implements Plugin {
    private final MtaSts policies;
    private final TlsReporting reporting;

    /// The plugin with those who find policies and report.
    @Activate
    public MtaStsPlugin(@Reference MtaSts policies, @Reference TlsReporting reporting) {
        this.policies = policies;
        this.reporting = reporting;
    }

    @Override
    public String name() {
        return "mta-sts";
    }

    @Override
    public List<OptionSet> options() {
        return List.of(MtaStsOptions.main(), MtaStsOptions.transport());
    }

    @Override
    public void check(Settings main) throws ConfigException {
        Optional<Expression> sender = main.get(MtaStsOptions.TLS_RPT_SENDER).filter(Expression::isConstant);
        if (sender.isPresent() && !ReportSettings.isSender(sender.get().source())) {
            throw main.invalid(
                    MtaStsOptions.TLS_RPT_SENDER,
                    "not an address: " + sender.get().source());
        }
    }

    @Override
    public void configured(Context context) {
        policies.configured(context);
        reporting.configured(context);
    }

    @Override
    public List<Contribution> contributions() {
        return List.of(new MtaStsSource(policies.discovery(), reporting), new TlsRptObserver(reporting));
    }
}
