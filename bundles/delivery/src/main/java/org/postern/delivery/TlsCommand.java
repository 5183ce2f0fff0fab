package org.postern.delivery;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.postern.api.ExpansionException;
import org.postern.api.MailLog;
import org.postern.api.dns.Dns;
import org.postern.api.mail.Address;
import org.postern.api.system.Accounts;
import org.postern.api.system.Identities;
import org.postern.api.system.LocalHost;
import org.postern.core.BadConfiguration;
import org.postern.core.Invocation;
import org.postern.core.MailContext;
import org.postern.core.Policy;
import org.postern.core.Snapshots;
import org.postern.core.State;

/// `postern tls`: routes an address, connects to each of its hosts, and says step by step what was to hold
/// for TLS, what came of it, and what that means for mail. Nothing is sent. Needs no running server.
@Component(service = ToIntFunction.class, property = "postern.command=tls")
public final class TlsCommand implements ToIntFunction<List<String>> {
    private static final int FAILED = 1;

    private final Snapshots snapshots;
    private final MailLog log;
    private final Surroundings surroundings;

    /// Asks with the plugins of `snapshots`.
    @Activate
    public TlsCommand(
            @Reference Snapshots snapshots,
            @Reference MailLog log,
            @Reference LocalHost host,
            @Reference Accounts accounts,
            @Reference Identities identities,
            @Reference Dns dns) {
        this.snapshots = snapshots;
        this.log = log;
        this.surroundings = new Surroundings(host, accounts, identities, dns);
    }

    /// 0 if mail would go to all hosts, 1 if not.
    @Override
    public int applyAsInt(List<String> arguments) {
        Invocation call = Invocation.parse(arguments);
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.ISO_8859_1);
        try (Policy policy = snapshots.check(call.source().lenient())) {
            return run(policy, call, out);
        } catch (IOException e) {
            System.err.println("postern: tls: " + e.getMessage());
        } catch (BadConfiguration e) {
            e.problems().forEach(System.err::println);
        } finally {
            out.flush();
        }
        return FAILED;
    }

    private int run(Policy policy, Invocation call, PrintStream out) throws IOException {
        if (call.words().isEmpty()) {
            throw new IOException("postern tls ADDRESS|DOMAIN...");
        }
        MailContext base = MailContext.of(policy, call.clock(), log).with(State.fresh());
        snapshots.configure(base);
        int status = 0;
        for (String word : call.words()) {
            Address address = Addresses.parse(word.contains("@") ? word : "postmaster@" + word)
                    .orElseThrow(() -> new IOException("not an address or a domain: " + word));
            status = Math.max(status, explain(address, base, out));
        }
        return status;
    }

    private int explain(Address address, MailContext base, PrintStream out) {
        MailContext context = base.with(MessageOf.sender(Address.NULL, base));
        Addressee top = Addressee.ofEnvelope(address, Map.of());
        top.written(address.toString());
        Trial trial = new Trial(
                new Plan(base.policy()),
                context,
                surroundings,
                Purpose.VERIFY_RECIPIENT,
                new Faults(log, "", snapshots::plugins));
        int status = 0;
        for (Trial.Outcome outcome : trial.run(top, true)) {
            status = Math.max(status, explain(outcome, context, out));
        }
        return status;
    }

    private static int explain(Trial.Outcome outcome, MailContext context, PrintStream out) {
        return switch (outcome) {
            case Trial.Outcome.Delivered(var leaf) -> explain(leaf, context, out);
            case Trial.Outcome.Target(var leaf) -> isLocal(leaf, out);
            case Trial.Outcome.Broken broken -> trouble(broken.addressee(), broken.reason(), out);
            case Trial.Outcome.Failed(var leaf, var reason) -> trouble(leaf, "undeliverable: " + reason, out);
            case Trial.Outcome.Deferred(var leaf, var reason) ->
                trouble(leaf, "cannot be resolved at this time: " + reason, out);
        };
    }

    private static int isLocal(Addressee leaf, PrintStream out) {
        out.print(leaf + ": is delivered on this machine\n");
        return 0;
    }

    private static int trouble(Addressee leaf, String reason, PrintStream out) {
        out.print(leaf + ": " + reason + "\n");
        return FAILED;
    }

    private static int explain(Addressee leaf, MailContext context, PrintStream out) {
        Optional<TransportBlock> transport = leaf.transport().filter(TransportBlock::isRemote);
        if (transport.isEmpty()) {
            return isLocal(leaf, out);
        }
        out.print(leaf + ": transport " + transport.get().name() + "\n");
        TlsProbe probe = new TlsProbe(new CalloutDelivery(context, leaf, leaf.hosts(), Address.NULL), out);
        try {
            if (!transport.get().instance().callout(probe)) {
                return trouble(leaf, "there is no host to ask", out);
            }
            return probe.allWell() ? 0 : FAILED;
        } catch (IOException | ExpansionException e) {
            return trouble(leaf, String.valueOf(e.getMessage()), out);
        }
    }
}
