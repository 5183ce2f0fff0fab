package org.postern.requiretls;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.postern.api.Text;
import org.postern.api.config.MatchList;
import org.postern.api.config.Option;
import org.postern.api.config.OptionTypes;
import org.postern.spi.Contribution;
import org.postern.spi.OptionSet;
import org.postern.spi.Plugin;
import org.postern.spi.Variable;

/// The plugin of REQUIRETLS: the extension on both sides, the control and the variable of ACLs, and what it
/// means for the way onward.
@Component(service = Plugin.class)
public final class RequiretlsPlugin implements Plugin {
    static final Option<MatchList<InetAddress>> ADVERTISE =
            Option.of("tls_advertise_requiretls", OptionTypes.HOST_LIST, "*");

    private static final Text YES = Text.trusted("yes");

    /// The plugin; it needs nothing.
    @Activate
    public RequiretlsPlugin() {}

    @Override
    public String name() {
        return "requiretls";
    }

    @Override
    public List<OptionSet> options() {
        return List.of(OptionSet.main(ADVERTISE));
    }

    @Override
    public List<Contribution> contributions() {
        return List.of(
                new RequiretlsExtension(),
                new RequiretlsControl(),
                new OnwardExtension(),
                new OnwardPolicy(),
                Variable.of("requiretls", context -> Optional.of(Requirement.holds(context) ? YES : Text.EMPTY)));
    }
}
