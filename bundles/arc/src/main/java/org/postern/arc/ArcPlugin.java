package org.postern.arc;

import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Phase;
import org.postern.api.Text;
import org.postern.api.config.Lists;
import org.postern.api.dns.Dns;
import org.postern.spi.Contribution;
import org.postern.spi.OptionSet;
import org.postern.spi.Plugin;
import org.postern.spi.Variable;

/// The ARC plugin: a verification for ACLs, the variables that show its result, and an option of the smtp
/// transport that seals.
@Component(service = Plugin.class)
public final class ArcPlugin implements Plugin {
    private static final Set<Phase> AFTER_DATA =
            Set.of(Phase.DKIM, Phase.MIME, Phase.PRDR, Phase.DATA, Phase.NOT_SMTP_MIME, Phase.NOT_SMTP);

    private final ArcCheck check;

    /// The plugin with the resolver that it asks.
    @Activate
    public ArcPlugin(@Reference Dns dns) {
        this(dns, InstantSource.system());
    }

    ArcPlugin(Dns dns, InstantSource clock) {
        this.check = new ArcCheck(dns, clock);
    }

    @Override
    public String name() {
        return "arc";
    }

    @Override
    public List<OptionSet> options() {
        return List.of(OptionSet.transport("smtp", ArcSignFilter.ARC_SIGN));
    }

    @Override
    public List<Contribution> contributions() {
        return List.of(
                new ArcIntake(),
                new ArcDataCheck(check),
                new ArcCondition(check),
                new ArcSignFilter(),
                shown("arc_state", result -> Text.trusted(result.state().label())),
                shown("arc_state_reason", result -> Text.tainted(result.reason())),
                shown("arc_domains", result -> Text.tainted(Lists.join(':', result.domains()))),
                shown("arc_oldest_pass", result -> Text.trusted(Integer.toString(result.oldestPass()))));
    }

    private Variable shown(String name, Function<ArcResult, Text> aspect) {
        return Variable.of(name, context -> result(context).map(aspect));
    }

    /// After the data the chain is validated for the first who asks; elsewhere what is known is shown.
    private Optional<ArcResult> result(Context context) throws ExpansionException {
        if (context.phase().filter(AFTER_DATA::contains).isEmpty()) {
            return context.get(ArcCheck.RESULT);
        }
        try {
            return Optional.of(check.result(context));
        } catch (IOException e) {
            throw ExpansionException.defer("arc: the message cannot be read: " + e.getMessage());
        }
    }
}
