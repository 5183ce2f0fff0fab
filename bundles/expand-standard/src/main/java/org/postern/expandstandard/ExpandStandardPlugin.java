package org.postern.expandstandard;

import java.util.ArrayList;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.postern.spi.Contribution;
import org.postern.spi.OptionSet;
import org.postern.spi.Plugin;

/// The variables, items, operators and conditions of string expansion that need nothing but the message, its session
/// and the machine.
@Component(service = Plugin.class)
public final class ExpandStandardPlugin implements Plugin {
    private final MainOptions options;
    private final List<Contribution> contributions;

    /// The plugin on this machine; the version is that of its bundle.
    @Activate
    public ExpandStandardPlugin(BundleContext bundle) {
        this(Machine.here(bundle.getBundle().getVersion().toString()));
    }

    ExpandStandardPlugin(Machine machine) {
        options = new MainOptions(machine.hostName());
        List<Contribution> all = new ArrayList<>();
        all.addAll(ServerVariables.all(options, machine));
        all.addAll(TimeVariables.all(machine.zone()));
        all.addAll(SessionVariables.all());
        all.addAll(MessageVariables.all());
        all.addAll(new BodyVariables(options).all());
        all.addAll(RecipientVariables.all());
        all.addAll(TextOperators.all());
        contributions = List.copyOf(all);
    }

    @Override
    public String name() {
        return "expand-standard";
    }

    @Override
    public List<OptionSet> options() {
        return List.of(options.set());
    }

    @Override
    public List<Contribution> contributions() {
        return contributions;
    }
}
