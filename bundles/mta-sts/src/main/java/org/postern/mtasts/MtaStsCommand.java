package org.postern.mtasts;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import org.apache.felix.service.command.CommandSession;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.postern.api.dns.Dns;
import org.postern.api.dns.DnsException;
import org.postern.api.dns.DnsRecord;
import org.postern.api.dns.DnsType;
import org.postern.mtasts.PolicyDiscovery.Promise;

/// `postern:mta_sts`: explains the policy of a domain.
@Component(
        service = MtaStsCommand.class,
        property = {"osgi.command.scope=postern", "osgi.command.function=mta_sts"})
public final class MtaStsCommand {
    private static final String USAGE = "usage: mta_sts DOMAIN";

    private final PolicyDiscovery discovery;
    private final Dns dns;

    /// Of these policies, with the MX hosts that the DNS knows.
    @Activate
    public MtaStsCommand(@Reference MtaSts policies, @Reference Dns dns) {
        this.discovery = policies.discovery();
        this.dns = dns;
    }

    /// Explains.
    public void mta_sts(CommandSession session, String[] words) throws IOException {
        run(List.of(words), session.getConsole());
    }

    void run(List<String> words, PrintStream out) throws IOException {
        String domain = words.size() == 1 ? DomainNames.of(words.getFirst()).orElse("") : "";
        if (domain.isEmpty()) {
            throw new IOException(USAGE);
        }
        Optional<CachedPolicy> cached = discovery.cached(domain);
        Promise promise = discovery.promise(domain);
        out.println(
                switch (promise) {
                    case Promise.Made(String id) -> "record: id " + id;
                    case Promise.None() -> "record: none that is right";
                    case Promise.Unknown(String reason) -> "record: not known now: " + reason;
                });
        Optional<CachedPolicy> policy =
                promise instanceof Promise.Made(String id) && cached.isEmpty() ? fetched(domain, id, out) : cached;
        if (policy.isPresent()) {
            show(domain, policy.get(), out);
        } else {
            out.println("no policy is in force");
        }
    }

    private Optional<CachedPolicy> fetched(String domain, String id, PrintStream out) {
        try {
            return Optional.of(discovery.fetchNow(domain, id));
        } catch (StsException e) {
            out.println("policy: " + e.fault().word() + ": " + e.reason());
            return Optional.empty();
        }
    }

    private void show(String domain, CachedPolicy policy, PrintStream out) throws IOException {
        policy.policy().lines().forEach(line -> out.println("policy: " + Printable.of(line, 300)));
        out.println("fetched: " + policy.fetched() + " for id " + policy.id() + ", in force until " + policy.end());
        try {
            List<DnsRecord.Mx> hosts =
                    dns.query(domain, DnsType.MX).records(DnsRecord.Mx.class).toList();
            for (DnsRecord.Mx host : hosts) {
                boolean isPermitted = DomainNames.of(host.exchange())
                        .filter(policy.policy()::permits)
                        .isPresent();
                out.println("host: " + Printable.of(host.exchange(), 300) + (isPermitted ? " is" : " is not")
                        + " permitted");
            }
        } catch (DnsException e) {
            out.println("hosts: not known now: " + e.getMessage());
        }
    }
}
