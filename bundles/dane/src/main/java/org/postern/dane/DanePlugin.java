package org.postern.dane;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.postern.api.Context;
import org.postern.api.Text;
import org.postern.api.dns.Dns;
import org.postern.api.net.TlsInfo;
import org.postern.spi.Contribution;
import org.postern.spi.OptionSet;
import org.postern.spi.Plugin;
import org.postern.spi.Variable;

/// The DANE plugin: three options of the smtp transport, a source of policies, and two variables.
@Component(service = Plugin.class)
public final class DanePlugin implements Plugin {
    private final DanePolicy policy;

    /// The plugin with the resolver that it asks.
    @Activate
    public DanePlugin(@Reference Dns dns) {
        this(dns, InstantSource.system());
    }

    DanePlugin(Dns dns, InstantSource clock) {
        this.policy = new DanePolicy(dns, clock);
    }

    @Override
    public String name() {
        return "dane";
    }

    @Override
    public List<OptionSet> options() {
        return List.of(DaneOptions.ALL);
    }

    @Override
    public List<Contribution> contributions() {
        return List.of(
                policy,
                new DaneObserver(),
                Variable.of("tls_out_dane", context -> Optional.of(Text.trusted(isVerified(context) ? "yes" : "no"))),
                Variable.of(
                        "tls_out_tlsa_usage",
                        context -> Optional.of(Text.trusted(
                                Integer.toString(context.get(DanePolicy.USAGE).orElse(0))))));
    }

    private static boolean isVerified(Context context) {
        return context.get(TlsInfo.OUTGOING)
                .flatMap(Function.identity())
                .filter(info -> info.verdict().by().equals("dane"))
                .isPresent();
    }
}
