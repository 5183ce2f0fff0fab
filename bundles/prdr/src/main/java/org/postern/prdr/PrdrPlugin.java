package org.postern.prdr;

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

/// The plugin of PRDR: the extension on both sides, the ACL for each recipient, and the variable.
@Component(service = Plugin.class)
public final class PrdrPlugin implements Plugin {
    static final Option<Boolean> PRDR_ENABLE = Option.of("prdr_enable", OptionTypes.BOOLEAN, "false");
    static final Option<Optional<MatchList<InetAddress>>> HOSTS_TRY_PRDR =
            Option.of("hosts_try_prdr", OptionTypes.HOST_LIST.orEmpty(), "*");

    /// The plugin; it needs nothing.
    @Activate
    public PrdrPlugin() {}

    @Override
    public String name() {
        return "prdr";
    }

    @Override
    public List<OptionSet> options() {
        return List.of(OptionSet.main(PRDR_ENABLE), OptionSet.transport("smtp", HOSTS_TRY_PRDR));
    }

    @Override
    public List<Contribution> contributions() {
        return List.of(
                new PrdrExtension(),
                new RecipientCheck(),
                new OnwardExtension(),
                Variable.of(
                        "prdr_requested",
                        context -> Optional.of(Text.trusted(Request.stands(context) ? "yes" : "no"))));
    }
}
