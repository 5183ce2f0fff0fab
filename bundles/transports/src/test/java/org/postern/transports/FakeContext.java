package org.postern.transports;

import java.net.InetAddress;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.postern.api.Context;
import org.postern.api.MailLog;
import org.postern.api.Phase;
import org.postern.api.Slot;
import org.postern.api.Text;
import org.postern.api.config.Option;
import org.postern.api.mail.Host;
import org.postern.api.mail.Message;
import org.postern.api.mail.Recipient;
import org.postern.api.smtp.Session;
import org.postern.testkit.TestCompiler;

/// A context with the variables that the test gives, and a log that it can read.
final class FakeContext implements Context {
    final Map<String, Text> variables = new HashMap<>(Map.of("primary_hostname", Text.trusted("mail.example.org")));
    final List<String> lines = new CopyOnWriteArrayList<>();
    private final Map<Slot<?>, Object> slots = new HashMap<>();

    @Override
    public Optional<Session> session() {
        return Optional.empty();
    }

    @Override
    public Optional<Message> message() {
        return Optional.empty();
    }

    @Override
    public Optional<Recipient> recipient() {
        return Optional.empty();
    }

    @Override
    public Optional<Phase> phase() {
        return Optional.empty();
    }

    @Override
    public Optional<Host> host() {
        return Optional.empty();
    }

    @Override
    public Optional<InetAddress> clientAddress() {
        return Optional.empty();
    }

    @Override
    public Instant now() {
        return FakeDelivery.RECEIVED;
    }

    @Override
    public MailLog log() {
        return (_, id, line) -> lines.add((id.isEmpty() ? "" : id + " ") + line);
    }

    @Override
    public <T> T setting(Option<T> option) {
        throw new UnsupportedOperationException(option.name());
    }

    @Override
    public TestCompiler compiler() {
        return new TestCompiler();
    }

    @Override
    public Optional<Text> variable(String name) {
        return Optional.ofNullable(variables.get(name));
    }

    @Override
    @SuppressWarnings("unchecked") // put() has the type of the slot.
    public <T> Optional<T> get(Slot<T> slot) {
        return Optional.ofNullable((T) slots.get(slot));
    }

    @Override
    public <T> void put(Slot<T> slot, T value) {
        slots.put(slot, value);
    }
}
