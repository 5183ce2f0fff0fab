package org.postern.srs;

import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.postern.api.Slot;
import org.postern.api.Text;
import org.postern.spi.Contribution;
import org.postern.spi.OptionSet;
import org.postern.spi.Plugin;
import org.postern.spi.Variable;

/// The plugin of SRS: the expansion item that rewrites senders, the condition that finds the way back, and
/// the variable that tells it.
@Component(service = Plugin.class)
public final class SrsPlugin implements Plugin {
    /// Who is meant by the rewritten address that was looked at last.
    static final Slot<Text> RECIPIENT = Slot.of(Slot.Lifetime.CONTEXT, "srs-recipient");

    /// The plugin; it needs nothing.
    @Activate
    public SrsPlugin() {}

    @Override
    public String name() {
        return "srs";
    }

    @Override
    public List<OptionSet> options() {
        return List.of(OptionSet.main(
                SrsSettings.MAXAGE, SrsSettings.HASHLENGTH, SrsSettings.HASHMIN, SrsSettings.ACCEPT_EXIM));
    }

    @Override
    public List<Contribution> contributions() {
        return List.of(
                new SrsEncode(), new InboundSrs(), Variable.of("srs_recipient", RECIPIENT, recipient -> recipient));
    }
}
