package org.postern.kernel;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.MatchList;
import org.postern.api.config.Option;
import org.postern.core.AclTrace;
import org.postern.core.MailContext;
import org.postern.core.Policy;
import org.postern.core.State;

/// The snapshot that a session holds while it needs one, and what is known in it. Confined to the session's
/// thread.
final class Leasehold {
    private final Services services;
    private final Client client;
    private State state = State.fresh();
    private Optional<Generation.Lease> lease = Optional.empty();
    private Optional<MailContext> context = Optional.empty();

    Leasehold(Services services, Client client) {
        this.services = services;
        this.client = client;
        client.trace().ifPresent(trace -> state.connection().put(AclTrace.SLOT, trace));
    }

    /// Takes the newest snapshot; false if there is none.
    boolean renew() {
        release();
        lease = services.leases().lease();
        makeContext();
        return lease.isPresent();
    }

    /// Gives the snapshot back and waits for a newer one; false if none comes within that time.
    boolean awaitNewer(Duration limit) {
        long held = lease.orElseThrow().number();
        release();
        return services.leases().awaitNewer(held, limit);
    }

    /// Gives the snapshot back.
    void release() {
        lease.ifPresent(Generation.Lease::close);
        lease = Optional.empty();
        context = Optional.empty();
    }

    /// Forgets the state of the last message.
    void nextMessage() {
        state = state.nextMessage();
        makeContext();
    }

    private void makeContext() {
        context = lease.map(held -> MailContext.of(held.policy(), services.clock(), services.log())
                .with(state)
                .with(client));
    }

    boolean isHeld() {
        return lease.isPresent();
    }

    /// What is known outside a message. A snapshot is held.
    MailContext context() {
        return context.orElseThrow();
    }

    Grammar grammar() {
        return lease.orElseThrow().grammar();
    }

    Policy policy() {
        return lease.orElseThrow().policy();
    }

    State state() {
        return state;
    }

    /// The name by which this host goes: `smtp_active_hostname`, or else `$primary_hostname`.
    String host() {
        try {
            var active = context().setting(KernelOptions.SMTP_ACTIVE_HOSTNAME);
            return active.isPresent() ? active.get().expand(context()).value() : primaryName();
        } catch (ExpansionException e) {
            if (!e.forced()) {
                services.log().panic("smtp_active_hostname: " + e.getMessage());
            }
            return primaryName();
        }
    }

    private String primaryName() {
        try {
            return context().variable("primary_hostname").map(Text::value).orElse("localhost");
        } catch (ExpansionException e) {
            services.log().panic("primary_hostname: " + e.getMessage());
            return "localhost";
        }
    }

    /// Whether the client is in a list of hosts. If that cannot be known now, it is not, and the log says so.
    boolean includes(Option<MatchList<InetAddress>> hosts) {
        try {
            return context()
                    .setting(hosts)
                    .match(client.peer().getAddress(), context())
                    .holds();
        } catch (ExpansionException e) {
            services.log().panic(hosts.name() + ": " + e.getMessage());
            return false;
        }
    }
}
