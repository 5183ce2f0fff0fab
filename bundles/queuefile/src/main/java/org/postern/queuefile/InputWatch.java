package org.postern.queuefile;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.postern.api.MailLog;
import org.postern.api.mail.Intake;
import org.postern.api.system.Identities;

/// Looks into the input directory when something appears there, and from time to time. One thread, from the
/// first configuration on; where a configuration is only tried (`postern.mode` is not `run`) none. Safe for
/// any number of threads: what changes is guarded by its lock.
@Component(service = InputWatch.class)
public final class InputWatch {
    private static final Duration END = Duration.ofSeconds(10);

    private final Optional<Path> usual;
    private final Pickup pickup;
    private Optional<Order> order = Optional.empty();
    private Optional<WatchService> watching = Optional.empty();
    private Optional<Thread> thread = Optional.empty();
    private boolean stopped;

    /// Where to look.
    ///
    /// @param directory the input directory
    /// @param interval how often to look even if nothing is heard
    /// @param log where lines go
    private record Order(Path directory, Duration interval, MailLog log) {
        private static final Duration SHORTEST = Duration.ofSeconds(1);

        Order {
            interval = interval.compareTo(SHORTEST) < 0 ? SHORTEST : interval;
        }

        void pause() throws InterruptedException {
            Thread.sleep(interval);
        }
    }

    /// Looks into `input` in the directory of the spool, unless the configuration names another.
    @Activate
    public InputWatch(BundleContext bundle, @Reference Intake intake, @Reference Identities identities) {
        this(usual(bundle), intake, identities);
    }

    /// The same with a directory; without one it never looks.
    public InputWatch(Optional<Path> usual, Intake intake, Identities identities) {
        this.usual = usual;
        this.pickup = new Pickup(intake, identities.own());
    }

    private static Optional<Path> usual(BundleContext bundle) {
        boolean runs =
                property("postern.mode", bundle).map(mode -> mode.equals("run")).orElse(true);
        return property("postern.spool_directory", bundle)
                .map(Path::of)
                .or(() -> property("postern.home", bundle).map(home -> Path.of(home, "spool")))
                .filter(_ -> runs)
                .map(spool -> spool.resolve("input").toAbsolutePath());
    }

    private static Optional<String> property(String name, BundleContext bundle) {
        @Nullable String value = bundle.getProperty(name);
        return Optional.ofNullable(value).filter(text -> !text.isEmpty());
    }

    /// Looks there from now on.
    void look(Optional<Path> directory, Duration interval, MailLog log) {
        if (usual.isEmpty()) {
            return;
        }
        Order wanted = new Order(directory.orElseGet(usual::get), interval, log);
        synchronized (this) {
            if (stopped || wanted.equals(order.orElse(null))) {
                return;
            }
            if (directory.isEmpty()) {
                create(wanted);
            }
            order = Optional.of(wanted);
            wake();
            if (thread.isEmpty()) {
                thread = Optional.of(
                        Thread.ofPlatform().daemon().name("queuefile input").start(this::run));
            }
        }
    }

    private static void create(Order wanted) {
        try {
            if (!Files.isDirectory(wanted.directory())) {
                Files.createDirectory(
                        wanted.directory(),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-x---")));
            }
        } catch (IOException e) {
            wanted.log().panic("queuefile: " + e);
        }
    }

    /// Whoever waits looks again.
    private void wake() {
        watching.ifPresent(service -> {
            try {
                service.close();
            } catch (IOException e) {
                order.ifPresent(current -> current.log().panic("queuefile: " + e));
            }
        });
        watching = Optional.empty();
    }

    private void run() {
        try {
            for (Optional<Order> next = next(); next.isPresent(); next = next()) {
                serve(next.get());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // nobody does that but who ends the process
        }
    }

    private synchronized Optional<Order> next() {
        return stopped ? Optional.empty() : order;
    }

    private void serve(Order current) throws InterruptedException {
        try (WatchService service = FileSystems.getDefault().newWatchService()) {
            synchronized (this) {
                if (stopped || !current.equals(order.orElse(null))) {
                    return;
                }
                watching = Optional.of(service);
            }
            follow(current, service);
        } catch (ClosedWatchServiceException _) {
            // Something else is to be done.
        } catch (IOException e) {
            current.log().panic("queuefile: " + current.directory() + " cannot be watched: " + e);
            pickup.look(current.directory(), current.log());
            current.pause();
        }
    }

    /// Until it is woken. What appears while it looks is heard of afterwards.
    private void follow(Order current, WatchService service) throws InterruptedException {
        while (true) {
            register(current, service);
            pickup.look(current.directory(), current.log());
            @Nullable WatchKey key = service.poll(current.interval().toMillis(), TimeUnit.MILLISECONDS);
            while (key != null) {
                key.pollEvents();
                key.reset();
                key = service.poll();
            }
        }
    }

    /// Where it cannot be watched, looking from time to time must do.
    private static void register(Order current, WatchService service) {
        try {
            for (Path directory : Pickup.directories(current.directory())) {
                directory.register(service, StandardWatchEventKinds.ENTRY_CREATE);
            }
        } catch (IOException _) {
            // The look itself tells of it.
        }
    }

    /// Ends it; what is under way is finished.
    @Deactivate
    public void stop() throws InterruptedException {
        Optional<Thread> running;
        synchronized (this) {
            stopped = true;
            wake();
            running = thread;
        }
        if (running.isPresent()) {
            running.get().join(END);
        }
    }
}
