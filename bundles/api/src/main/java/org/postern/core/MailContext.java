package org.postern.core;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.MailLog;
import org.postern.api.Phase;
import org.postern.api.Slot;
import org.postern.api.Text;
import org.postern.api.config.Compiler;
import org.postern.api.config.Option;
import org.postern.api.mail.Host;
import org.postern.api.mail.Message;
import org.postern.api.mail.Recipient;
import org.postern.api.smtp.Session;
import org.postern.core.State.Slots;
import org.postern.spi.Contribution;

/// The context of a session or of a delivery. Confined to one thread; each narrower context shares the
/// state of the wider one.
public final class MailContext implements Context {
    private final Policy policy;
    private final InstantSource clock;
    private final MailLog log;
    private final State state;
    private final Slots own = new Slots();
    private final Optional<Session> session;
    private final Optional<Message> message;
    private final Optional<Recipient> recipient;
    private final Optional<Phase> phase;
    private final Optional<Host> host;

    private MailContext(
            Policy policy,
            InstantSource clock,
            MailLog log,
            State state,
            Optional<Session> session,
            Optional<Message> message,
            Optional<Recipient> recipient,
            Optional<Phase> phase,
            Optional<Host> host) {
        this.policy = policy;
        this.clock = clock;
        this.log = log;
        this.state = state;
        this.session = session;
        this.message = message;
        this.recipient = recipient;
        this.phase = phase;
        this.host = host;
    }

    /// A context in which nothing is known but the configuration.
    public static MailContext of(Policy policy, InstantSource clock, MailLog log) {
        return new MailContext(
                policy,
                clock,
                log,
                State.fresh(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /// The same with this state.
    public MailContext with(State other) {
        return new MailContext(policy, clock, log, other, session, message, recipient, phase, host);
    }

    /// The same in a session.
    public MailContext with(Session other) {
        return new MailContext(policy, clock, log, state, Optional.of(other), message, recipient, phase, host);
    }

    /// The same with a message.
    public MailContext with(Message other) {
        return new MailContext(policy, clock, log, state, session, Optional.of(other), recipient, phase, host);
    }

    /// The same for one recipient, whose state is kept in `slots`.
    public MailContext with(Recipient other, Slots slots) {
        return new MailContext(
                policy, clock, log, state.forRecipient(slots), session, message, Optional.of(other), phase, host);
    }

    @Override
    public MailContext of(Recipient other) {
        return new MailContext(policy, clock, log, state, session, message, Optional.of(other), phase, host);
    }

    /// The same in the ACL of a phase.
    public MailContext in(Phase other) {
        return new MailContext(policy, clock, log, state, session, message, recipient, Optional.of(other), host);
    }

    @Override
    public MailContext to(Host other) {
        return new MailContext(policy, clock, log, state, session, message, recipient, phase, Optional.of(other));
    }

    /// The configuration in force here.
    public Policy policy() {
        return policy;
    }

    @Override
    public Optional<Session> session() {
        return session;
    }

    @Override
    public Optional<Message> message() {
        return message;
    }

    @Override
    public Optional<Recipient> recipient() {
        return recipient;
    }

    @Override
    public Optional<Phase> phase() {
        return phase;
    }

    @Override
    public Optional<Host> host() {
        return host;
    }

    @Override
    public Optional<InetAddress> clientAddress() {
        return session.map(Session::peer)
                .or(() -> message.flatMap(known -> known.origin().client()))
                .map(InetSocketAddress::getAddress);
    }

    @Override
    public Instant now() {
        return clock.instant();
    }

    @Override
    public MailLog log() {
        return log;
    }

    @Override
    public <T> T setting(Option<T> option) {
        return policy.setting(option);
    }

    @Override
    public Optional<Text> variable(String name) throws ExpansionException {
        return policy.variable(name, this);
    }

    @Override
    public <C extends Contribution> List<C> contributions(Class<C> kind) {
        return policy.contributions(kind);
    }

    @Override
    public Compiler compiler() {
        return policy.compiler();
    }

    @Override
    public boolean logs(String selector) {
        return setting(LogSelector.OPTION).has(selector);
    }

    @Override
    public Context anew() {
        return of(policy, clock, log);
    }

    @Override
    public <T> Optional<T> get(Slot<T> slot) {
        return slots(slot).get(slot);
    }

    @Override
    public <T> void put(Slot<T> slot, T value) {
        slots(slot).put(slot, value);
    }

    private Slots slots(Slot<?> slot) {
        return switch (slot.lifetime()) {
            case CONNECTION -> state.connection();
            case MESSAGE -> state.message();
            case RECIPIENT -> state.recipient();
            case CONTEXT -> own;
        };
    }
}
