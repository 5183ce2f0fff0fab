package org.postern.system;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.postern.api.system.LocalHost;

/// The machine that this runs on, or the one that the framework properties `postern.hostname` and
/// `postern.interfaces` (addresses with semicolons between them) describe.
@Component(service = LocalHost.class)
public final class Machine implements LocalHost {
    private static final long KEPT = Duration.ofMinutes(1).toNanos();

    private final String name;
    private final Optional<Set<InetAddress>> given;
    private volatile Interfaces interfaces = new Interfaces(Set.of(), 0);

    private record Interfaces(Set<InetAddress> addresses, long readAt) {}

    /// As the command line says.
    @Activate
    public Machine(BundleContext context) {
        this(
                Optional.ofNullable(context.getProperty("postern.hostname")),
                Optional.ofNullable(context.getProperty("postern.interfaces")));
    }

    Machine(Optional<String> name, Optional<String> interfaces) {
        this.name = name.orElseGet(Machine::ownName);
        this.given = interfaces.map(Machine::parse);
    }

    private static Set<InetAddress> parse(String list) {
        return Arrays.stream(list.split(";", -1))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .map(InetAddress::ofLiteral)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static String ownName() {
        try {
            InetAddress local = InetAddress.getLocalHost();
            String canonical = local.getCanonicalHostName();
            return canonical.equals(local.getHostAddress()) ? local.getHostName() : canonical;
        } catch (UnknownHostException _) {
            return "localhost"; // a machine without a name still takes mail for itself
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Set<InetAddress> addresses() {
        if (given.isPresent()) {
            return given.get();
        }
        Interfaces current = interfaces;
        long now = System.nanoTime() | 1;
        if (current.readAt == 0 || now - current.readAt > KEPT) {
            current = new Interfaces(read(current.addresses), now);
            interfaces = current;
        }
        return current.addresses;
    }

    private static Set<InetAddress> read(Set<InetAddress> otherwise) {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .collect(Collectors.toUnmodifiableSet());
        } catch (SocketException _) {
            return otherwise; // as they were
        }
    }
}
