package org.postern.testkit;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Phase;
import org.postern.api.Slot;
import org.postern.api.Text;
import org.postern.api.config.Option;
import org.postern.api.mail.Host;
import org.postern.api.mail.Message;
import org.postern.api.mail.Recipient;
import org.postern.api.smtp.Session;
import org.postern.spi.Contribution;
import org.postern.spi.Variable;

/// A context as a test wants it: nothing is known but what it says, and options have their defaults. Confined
/// to one thread.
public final class TestContext implements Context {
    private final RecordingLog log = new RecordingLog();
    private final TestSettings settings;
    private final Map<String, Text> variables = new HashMap<>();
    private final List<Contribution> all = new ArrayList<>();
    private final List<Variable> contributed = new ArrayList<>();
    private final IdentityHashMap<Slot<?>, Object> slots = new IdentityHashMap<>();
    private final Set<String> selectors = new HashSet<>();
    private Optional<Session> session = Optional.empty();
    private Optional<Message> message = Optional.empty();
    private Optional<Recipient> recipient = Optional.empty();
    private Optional<Phase> phase = Optional.empty();
    private Optional<Host> host = Optional.empty();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    private TestContext(TestSettings settings) {
        this.settings = settings;
    }

    /// A context outside ACLs.
    public static TestContext create() {
        return new TestContext(TestSettings.block("main"));
    }

    /// A context in an ACL.
    public static TestContext in(Phase phase) {
        return create().phase(phase);
    }

    /// Goes on in the ACL of another phase.
    public TestContext phase(Phase other) {
        phase = Optional.of(other);
        return this;
    }

    /// In this session.
    public TestContext session(Session other) {
        session = Optional.of(other);
        return this;
    }

    /// With this message. What the slots held of an earlier one stays there: see [#nextMessage].
    public TestContext message(Message other) {
        message = Optional.of(other);
        return this;
    }

    /// Goes on with the next message of the session: the state of the last one is gone.
    public TestContext nextMessage(Message other) {
        slots.keySet().removeIf(slot -> slot.lifetime() != Slot.Lifetime.CONNECTION);
        return message(other);
    }

    /// For this recipient.
    public TestContext recipient(Recipient other) {
        recipient = Optional.of(other);
        return this;
    }

    /// While delivering to this host.
    public TestContext host(Host other) {
        host = Optional.of(other);
        return this;
    }

    /// At this time.
    public TestContext at(Instant time) {
        now = time;
        return this;
    }

    /// With a main option set as the configuration would.
    public TestContext option(Option<?> option, String text) {
        settings.set(option, text);
        return this;
    }

    /// With a variable, trusted.
    public TestContext variable(String name, String value) {
        return variable(name, Text.trusted(value));
    }

    /// With a variable.
    public TestContext variable(String name, Text value) {
        variables.put(name, value);
        return this;
    }

    /// With what a plugin contributes.
    public TestContext contributions(List<Contribution> contributions) {
        all.addAll(contributions);
        contributions.stream()
                .filter(Variable.class::isInstance)
                .map(Variable.class::cast)
                .forEach(contributed::add);
        return this;
    }

    /// With these log selectors on.
    public TestContext logging(String... names) {
        selectors.addAll(List.of(names));
        return this;
    }

    /// With the same options and plugins; the log is its own.
    @Override
    public TestContext anew() {
        TestContext other = new TestContext(settings);
        other.variables.putAll(variables);
        other.all.addAll(all);
        other.contributed.addAll(contributed);
        return other;
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
        return now;
    }

    @Override
    public RecordingLog log() {
        return log;
    }

    @Override
    public <T> T setting(Option<T> option) {
        return settings.get(option);
    }

    @Override
    public Optional<Text> variable(String name) throws ExpansionException {
        for (Variable variable : contributed) {
            if (variable.name().equals(name)) {
                return Optional.of(variable.read(this).orElse(Text.EMPTY));
            }
        }
        return Optional.ofNullable(variables.get(name));
    }

    @Override
    public <C extends Contribution> List<C> contributions(Class<C> kind) {
        return all.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    @Override
    public boolean logs(String selector) {
        return selectors.contains(selector);
    }

    @Override
    public TestCompiler compiler() {
        return new TestCompiler();
    }

    @Override
    @SuppressWarnings("unchecked") // put() stores a T under a Slot<T>
    public <T> Optional<T> get(Slot<T> slot) {
        return Optional.ofNullable((T) slots.get(slot));
    }

    @Override
    public <T> void put(Slot<T> slot, T value) {
        slots.put(slot, value);
    }
}
