package org.postern.kernel;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntConsumer;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkListener;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.startlevel.FrameworkStartLevel;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.postern.api.MailLog;
import org.postern.api.config.ConfigException;
import org.postern.api.dns.Dns;
import org.postern.core.BadConfiguration;
import org.postern.core.Mailer;
import org.postern.core.Policy;
import org.postern.core.Snapshot;
import org.postern.core.Spool;

/// Listens, and runs a session for each client. Begins when all bundles of the server have started, and
/// ends, with time for messages under way, before any of them stops.
@Component(service = SmtpServer.class, immediate = true)
public final class SmtpServer {
    private static final int LISTENERS_START_LEVEL = 40;

    private final BundleContext bundles;
    private final SnapshotKeeper snapshots;
    private final Services services;
    private final Set<SmtpSession> sessions = ConcurrentHashMap.newKeySet();
    private final List<ServerSocket> listening = new ArrayList<>();
    private final FrameworkListener starting = this::frameworkChanged;
    private final SynchronousBundleListener stopping = this::bundleChanged;
    private volatile boolean open;
    private boolean begun;

    /// A server that waits for the framework.
    @Activate
    public SmtpServer(
            BundleContext bundles,
            @Reference SnapshotKeeper snapshots,
            @Reference Spool spool,
            @Reference Mailer mailer,
            @Reference Dns dns,
            @Reference InstantSource clock,
            @Reference MailLog log) {
        this.bundles = bundles;
        this.snapshots = snapshots;
        this.services = new Services(
                snapshots, spool, mailer, dns, log, clock, new Connections(), new Turns(), SmtpServer::loadAverage);
        String mode = bundles.getProperty("postern.mode");
        if (mode != null && !mode.equals("run")) {
            return;
        }
        bundles.addFrameworkListener(starting);
        bundles.addBundleListener(stopping);
        Bundle system = bundles.getBundle(Constants.SYSTEM_BUNDLE_LOCATION);
        if (system.adapt(FrameworkStartLevel.class).getStartLevel() >= LISTENERS_START_LEVEL) {
            begin();
        }
    }

    private void frameworkChanged(FrameworkEvent event) {
        boolean started =
                event.getType() == FrameworkEvent.STARTED || event.getType() == FrameworkEvent.STARTLEVEL_CHANGED;
        Bundle system = bundles.getBundle(Constants.SYSTEM_BUNDLE_LOCATION);
        if (started && system.adapt(FrameworkStartLevel.class).getStartLevel() >= LISTENERS_START_LEVEL) {
            begin();
        }
    }

    private void bundleChanged(BundleEvent event) {
        if (event.getBundle().getBundleId() == 0 && event.getType() == BundleEvent.STOPPING) {
            end();
        }
    }

    private synchronized void begin() {
        if (begun) {
            return;
        }
        begun = true;
        try {
            snapshots.begin().forEach(warning -> services.log().main(warning.toString()));
            listen();
        } catch (BadConfiguration e) {
            e.problems().forEach(problem -> complain(problem.toString()));
            exit();
        } catch (ConfigException e) {
            complain(String.valueOf(e.getMessage()));
            exit();
        }
    }

    private void complain(String problem) {
        services.log().panic(problem);
    }

    /// Asks the launcher to end the process.
    private void exit() {
        try {
            for (ServiceReference<IntConsumer> reference :
                    bundles.getServiceReferences(IntConsumer.class, "(postern.exit=true)")) {
                bundles.getService(reference).accept(1);
            }
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private void listen() throws ConfigException {
        try (Snapshot snapshot = snapshots.take().orElseThrow()) {
            Policy policy = snapshot.policy();
            int backlog = policy.setting(KernelOptions.SMTP_CONNECT_BACKLOG).intValue();
            List<String> names = new ArrayList<>();
            for (InetSocketAddress address : Endpoints.of(
                    policy.setting(KernelOptions.LOCAL_INTERFACES), policy.setting(KernelOptions.DAEMON_SMTP_PORTS))) {
                try {
                    ServerSocket socket = new ServerSocket();
                    socket.setReuseAddress(true);
                    socket.bind(address, backlog);
                    listening.add(socket);
                    names.add("smtp=" + Endpoints.text((InetSocketAddress) socket.getLocalSocketAddress()));
                } catch (IOException e) {
                    if (isMissingFamily(address, e)) {
                        services.log().main("not listening on " + Endpoints.text(address) + ": " + e.getMessage());
                        continue;
                    }
                    listening.forEach(SmtpServer::closeQuietly);
                    throw new ConfigException("cannot listen on " + Endpoints.text(address) + ": " + e.getMessage(), e);
                }
            }
            open = true;
            listening.forEach(socket ->
                    Thread.ofPlatform().name("listen-" + socket.getLocalPort()).start(() -> accept(socket)));
            Thread.ofVirtual().name("stalled-writes").start(this::watchWrites);
            announce("ready: " + String.join(" ", names));
        }
    }

    /// A machine without IPv6 serves IPv4 alone.
    private static boolean isMissingFamily(InetSocketAddress address, IOException e) {
        return address.getAddress() instanceof java.net.Inet6Address
                && String.valueOf(e.getMessage()).contains("assign requested address");
    }

    private void announce(String line) {
        services.log().main(line);
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        System.out.write(bytes, 0, bytes.length);
        System.out.flush();
    }

    private void accept(ServerSocket listener) {
        while (open) {
            try {
                Socket socket = listener.accept();
                serve(socket);
            } catch (SocketException e) {
                if (open) {
                    pause("accepting connections: " + e.getMessage());
                }
            } catch (IOException e) {
                pause("accepting connections: " + e.getMessage());
            }
        }
    }

    /// Out of files or memory: the next accept would fail as well.
    private void pause(String why) {
        services.log().panic(why);
        try {
            Thread.sleep(Duration.ofMillis(100));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            open = false;
        }
    }

    private void serve(Socket socket) throws IOException {
        SmtpSession session;
        try {
            session = new SmtpSession(services, new SocketConnection(socket));
        } catch (SocketException e) {
            socket.close();
            return;
        }
        sessions.add(session);
        Thread.ofVirtual().name("smtp").start(() -> {
            try {
                session.run();
            } finally {
                sessions.remove(session);
            }
        });
    }

    /// The load of the machine over the last minute; 0 where it cannot be known.
    private static double loadAverage() {
        return Math.max(0, ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    /// Ends sessions whose client does not read what it is sent.
    private void watchWrites() {
        try {
            while (open) {
                Thread.sleep(Duration.ofSeconds(1));
                sessions.stream().filter(SmtpSession::isStalled).forEach(SmtpSession::kill);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void end() {
        if (!open) {
            return;
        }
        Duration limit = snapshots
                .take()
                .map(snapshot -> {
                    try (snapshot) {
                        return snapshot.policy().setting(KernelOptions.SMTP_DRAIN_TIMEOUT);
                    }
                })
                .orElse(Duration.ZERO);
        open = false;
        listening.forEach(SmtpServer::closeQuietly);
        sessions.forEach(SmtpSession::drain);
        long end = System.nanoTime() + limit.toNanos();
        try {
            while (!sessions.isEmpty() && System.nanoTime() < end) {
                Thread.sleep(Duration.ofMillis(10));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        sessions.forEach(SmtpSession::kill);
        snapshots.finish();
    }

    private static void closeQuietly(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is not listening any more, which is all that was wanted.
        }
    }

    /// Stops listening and ends all sessions.
    @Deactivate
    void close() {
        bundles.removeFrameworkListener(starting);
        bundles.removeBundleListener(stopping);
        end();
    }
}
