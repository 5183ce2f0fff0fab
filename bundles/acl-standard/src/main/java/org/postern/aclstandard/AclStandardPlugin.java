package org.postern.aclstandard;

import java.util.ArrayList;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.postern.api.Text;
import org.postern.api.dns.Dns;
import org.postern.api.hints.HintsStore;
import org.postern.api.mail.Controls;
import org.postern.api.smtp.ErrorDetails;
import org.postern.spi.Contribution;
import org.postern.spi.OptionSet;
import org.postern.spi.Plugin;
import org.postern.spi.Variable;

/// The ACL conditions, modifiers and controls that need no other feature.
@Component(service = Plugin.class)
public final class AclStandardPlugin implements Plugin {
    private final List<Contribution> contributions;

    /// The plugin; `verify = helo` and `verify = csa` ask `dns`, and `seen` keeps its times in `hints`.
    @Activate
    public AclStandardPlugin(@Reference Dns dns, @Reference HintsStore hints) {
        this(dns, hints, Thread::sleep);
    }

    AclStandardPlugin(Dns dns, HintsStore hints, Delay.Sleeper sleeper) {
        List<Contribution> all = new ArrayList<>();
        all.addAll(ListConditions.all());
        all.add(new Authenticated());
        all.add(new Encrypted());
        all.add(new YesNoCondition());
        all.add(new VerifyHelo(dns));
        all.add(new VerifyReverseHostLookup());
        all.add(new VerifyCertificate());
        all.add(new VerifyCsa(dns));
        all.add(new Seen(hints));
        all.add(new RegexCondition());
        all.addAll(RegexCondition.variables());
        all.addAll(HeaderVerifications.all());
        all.add(new AddHeader());
        all.add(new RemoveHeader());
        all.add(new LogWrite());
        all.add(new Delay(sleeper));
        all.add(new QueueModifier());
        all.add(new UdpSend(dns));
        all.addAll(StandardControls.all());
        all.add(Variable.of("queue_name", Controls.QUEUE_NAME, name -> name));
        all.add(Variable.of("csa_status", VerifyCsa.STATUS, Text::trusted));
        contributions = List.copyOf(all);
    }

    @Override
    public String name() {
        return "acl-standard";
    }

    @Override
    public List<OptionSet> options() {
        return List.of(OptionSet.main(
                ErrorDetails.SMTP_RETURN_ERROR_DETAILS, VerifyCsa.DNS_CSA_SEARCH_LIMIT, VerifyCsa.DNS_CSA_USE_REVERSE));
    }

    @Override
    public List<Contribution> contributions() {
        return contributions;
    }
}
