package org.postern.delivery;

import java.util.List;
import java.util.function.ToIntFunction;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.postern.api.MailLog;
import org.postern.api.dns.Dns;
import org.postern.api.system.Accounts;
import org.postern.api.system.Identities;
import org.postern.api.system.LocalHost;
import org.postern.core.Snapshots;

/// `postern verify`: says whether mail for addresses could be delivered, as `exim -bv` and `-bvs` do. Needs
/// no running server.
@Component(service = ToIntFunction.class, property = "postern.command=verify")
public final class VerifyCommand implements ToIntFunction<List<String>> {
    private final TrialCommand command;

    /// Verifies with the plugins of `snapshots`.
    @Activate
    public VerifyCommand(
            @Reference Snapshots snapshots,
            @Reference MailLog log,
            @Reference LocalHost host,
            @Reference Accounts accounts,
            @Reference Identities identities,
            @Reference Dns dns) {
        this.command = new TrialCommand("verify", snapshots, log, new Surroundings(host, accounts, identities, dns));
    }

    /// 0, or 1 if an address cannot be verified now, or 2 if one is wrong.
    @Override
    public int applyAsInt(List<String> arguments) {
        return command.run(arguments);
    }
}
