package org.postern.expandstandard;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.postern.api.system.LocalHost;
import org.postern.spi.Contribution;
import org.postern.spi.OptionSet;
import org.postern.spi.Plugin;

/// The variables, items, operators and conditions of string expansion that need nothing but the message,
/// its session and the machine.
@Component(service = Plugin.class)
public final class ExpandStandardPlugin implements Plugin {
    private final MainOptions options;
    private final List<Contribution> contributions;

    /// The plugin on this machine; the version is that of its bundle.
    @Activate
    public ExpandStandardPlugin(BundleContext bundle, @Reference LocalHost host) {
        this(Machine.here(host.name(), bundle.getBundle().getVersion().toString()), RandomGenerator.getDefault());
    }

    ExpandStandardPlugin(Machine machine, RandomGenerator random) {
        options = new MainOptions(machine.hostName());
        List<Contribution> all = new ArrayList<>();
        all.addAll(ServerVariables.all(options, machine));
        all.addAll(TimeVariables.all(machine.zone()));
        all.addAll(SessionVariables.all());
        all.addAll(MessageVariables.all());
        all.addAll(new BodyVariables(options).all());
        all.addAll(RecipientVariables.all());
        all.addAll(TextOperators.all());
        all.addAll(QuotingOperators.all(options));
        all.addAll(CodingOperators.all(options));
        all.addAll(NumberOperators.all(random));
        all.addAll(AddressOperators.all());
        all.addAll(PartOperators.operators());
        all.addAll(Digests.operators());
        all.addAll(PartOperators.items());
        all.addAll(ListItems.all());
        Surroundings environment = new Surroundings(machine.environment(), options);
        all.addAll(MachineItems.all(environment));
        all.addAll(new RunItem(environment).items());
        all.add(RunItem.status());
        all.add(ReadSocketItem.item());
        all.addAll(ExtractItem.items());
        all.addAll(Prvs.items());
        all.addAll(Prvs.variables());
        all.add(new ImapFolder(options).item());
        all.addAll(AlabelOperators.all());
        all.add(HeaderWrap.operator());
        all.add(CertExtractItem.item());
        all.add(Digests.hmac());
        all.add(FileStatus.operator());
        all.addAll(Conditions.all());
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
