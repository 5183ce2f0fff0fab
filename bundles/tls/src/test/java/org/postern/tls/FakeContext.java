package org.postern.tls;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postern.api.Context;
import org.postern.api.MailLog;
import org.postern.api.Phase;
import org.postern.api.Slot;
import org.postern.api.Text;
import org.postern.api.config.Option;
import org.postern.api.mail.Host;
import org.postern.api.mail.Message;
import org.postern.api.mail.Origin;
import org.postern.api.mail.Recipient;
import org.postern.api.net.TlsInfo;
import org.postern.api.net.TrafficClass;
import org.postern.api.smtp.Session;
import org.postern.spi.Contribution;
import org.postern.testkit.TestCompiler;

/// The context of one session with a client on the loopback.
final class FakeContext implements Context {
    private static final InetSocketAddress CLIENT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 40_000);

    Optional<TlsInfo> tls = Optional.empty();
    private final FakeConfig config;
    private final IdentityHashMap<Slot<?>, Object> slots = new IdentityHashMap<>();

    FakeContext(FakeConfig config) {
        this.config = config;
    }

    @Override
    public Optional<Session> session() {
        return Optional.of(new FakeSession(tls));
    }

    @Override
    public Optional<InetAddress> clientAddress() {
        return Optional.of(CLIENT.getAddress());
    }

    @Override
    public Instant now() {
        return config.now;
    }

    @Override
    public MailLog log() {
        return config;
    }

    @Override
    public <T> T setting(Option<T> option) {
        return config.get(option);
    }

    @Override
    public boolean logs(String selector) {
        return false;
    }

    @Override
    public FakeContext anew() {
        return new FakeContext(config);
    }

    @Override
    public TestCompiler compiler() {
        return new TestCompiler();
    }

    @Override
    public Optional<Text> variable(String name) {
        return name.equals("primary_hostname") ? Optional.of(Text.trusted("mx.example.org")) : Optional.empty();
    }

    @Override
    @SuppressWarnings("unchecked") // put() stores a T under a Slot<T>
    public <T> Optional<T> get(Slot<T> slot) {
        @Nullable Object value = slots.get(slot);
        return Optional.ofNullable((T) value);
    }

    @Override
    public <T> void put(Slot<T> slot, T value) {
        slots.put(slot, value);
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
    public <C extends Contribution> List<C> contributions(Class<C> kind) {
        return config.contributions.stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    private record FakeSession(Optional<TlsInfo> tls) implements Session {
        @Override
        public InetSocketAddress peer() {
            return CLIENT;
        }

        @Override
        public InetSocketAddress local() {
            return CLIENT;
        }

        @Override
        public Optional<String> helo() {
            return Optional.empty();
        }

        @Override
        public boolean extended() {
            return true;
        }

        @Override
        public Optional<String> hostName() {
            return Optional.empty();
        }

        @Override
        public void trafficClass(TrafficClass wanted) {}

        @Override
        public String authenticatedId() {
            return "";
        }

        @Override
        public Origin origin() {
            return Origin.LOCAL;
        }

        @Override
        public Map<String, Integer> commandCounts() {
            return Map.of();
        }
    }
}
