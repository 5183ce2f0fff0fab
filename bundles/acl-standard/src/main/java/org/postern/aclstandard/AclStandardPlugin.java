package org.postern.aclstandard;

import java.util.ArrayList;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.postern.api.dns.Dns;
import org.postern.spi.Contribution;
import org.postern.spi.Plugin;

/// The ACL conditions, modifiers and controls that need no other feature.
@Component(service = Plugin.class)
public final class AclStandardPlugin implements Plugin {
    private final List<Contribution> contributions;

    /// The plugin; `verify = helo` asks `dns`.
    @Activate
    public AclStandardPlugin(@Reference Dns dns) {
        this(dns, Thread::sleep);
    }

    AclStandardPlugin(Dns dns, Delay.Sleeper sleeper) {
        List<Contribution> all = new ArrayList<>();
        all.addAll(ListConditions.all());
        all.add(new Authenticated());
        all.add(new Encrypted());
        all.add(new YesNoCondition());
        all.add(new VerifyHelo(dns));
        all.add(new VerifyReverseHostLookup());
        all.addAll(HeaderVerifications.all());
        all.add(new AddHeader());
        all.add(new RemoveHeader());
        all.add(new LogWrite());
        all.add(new Delay(sleeper));
        all.addAll(StandardControls.all());
        contributions = List.copyOf(all);
    }

    @Override
    public String name() {
        return "acl-standard";
    }

    @Override
    public List<Contribution> contributions() {
        return contributions;
    }
}
