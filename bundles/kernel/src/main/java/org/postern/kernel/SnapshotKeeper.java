package org.postern.kernel;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.WeakHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.postern.api.MailLog;
import org.postern.core.BadConfiguration;
import org.postern.core.ConfigSource;
import org.postern.core.Installed;
import org.postern.core.Language;
import org.postern.core.MailContext;
import org.postern.core.Offer;
import org.postern.core.Policy;
import org.postern.core.Problem;
import org.postern.core.Snapshot;
import org.postern.core.Snapshots;
import org.postern.spi.Plugin;

/* How a plugin is swapped while mail flows.
 *
 * A snapshot (Generation) is a compiled configuration with the plugins that it was compiled against. Sessions and deliveries take
 * a lease on the newest one for the length of a message. All changes go through one lock, and each replaces `newest` in one write.
 *
 * A plugin comes: after 200 ms of quiet (many come at once when the server starts) the configuration is compiled anew. If the newest
 * snapshot misses words that the plugin brings back, it is compiled at once.
 *
 * A plugin goes: SCR calls unbind on the thread that stops the bundle, before the component is deactivated. There the configuration is
 * compiled without it, so that no new message begins with it; then this thread waits for the leases of all older snapshots that hold it.
 * When that takes too long the plugin is marked dead, and a late call gives a temporary failure.
 *
 * A bundle that is updated in place goes and comes back within a moment. So that the messages of that moment are not
 * turned away, `take` waits for a while when words are missing that a plugin had which has just gone. */
/// Makes and gives out snapshots.
@Component(service = {Snapshots.class, SnapshotKeeper.class})
public final class SnapshotKeeper implements Snapshots, Leases {
    private static final Duration QUIET = Duration.ofMillis(200);

    private final Language language;
    /// The plugins of the policies that are only tried.
    private final Map<Policy, List<Entry>> checked = Collections.synchronizedMap(new WeakHashMap<>());
    private final MailLog log;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Catalogue catalogue = new Catalogue();
    private final List<Generation> old = new ArrayList<>();
    private final ConfigSource first;
    private final FileWatch watch;
    private ConfigSource source;
    private boolean sourceRefused;
    private long count;
    private long quietUntil;
    private boolean compiling;
    private boolean closed;
    private volatile Optional<Generation> newest = Optional.empty();
    private volatile long missingSince;

    /// The configuration is named by the framework properties `postern.config` and `postern.macros`.
    @Activate
    public SnapshotKeeper(BundleContext bundles, @Reference Language language, @Reference MailLog log) {
        this(language, log, configured(bundles));
    }

    SnapshotKeeper(Language language, MailLog log, ConfigSource source) {
        this.language = language;
        this.log = log;
        this.source = source;
        this.first = source;
        this.watch = new FileWatch();
    }

    private static ConfigSource configured(BundleContext bundles) {
        Map<String, String> macros = new TreeMap<>();
        String lines =
                Optional.ofNullable(bundles.getProperty("postern.macros")).orElse("");
        lines.lines().filter(line -> line.contains("=")).forEach(line -> {
            int equals = line.indexOf('=');
            macros.put(
                    line.substring(0, equals).strip(),
                    line.substring(equals + 1).strip());
        });
        String file = Optional.ofNullable(bundles.getProperty("postern.config")).orElse("postern.conf");
        return new ConfigSource(Path.of(file), macros);
    }

    /// Compiles the first snapshot; until then nothing is given out. Called once, when all bundles of the
    /// server have started.
    List<Problem> begin() throws BadConfiguration {
        lock.lock();
        try {
            compiling = true;
            Generation made = compile(first);
            publish(made);
            Thread.ofVirtual().name("configuration-watch").start(this::keepUp);
            return made.policy().warnings();
        } finally {
            lock.unlock();
        }
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindPlugin(ServiceReference<Plugin> reference, Plugin plugin) {
        Entry entry;
        try {
            entry = new Entry(reference, plugin, log);
        } catch (RuntimeException | LinkageError e) {
            log.panic("plugin of " + reference.getBundle() + " cannot be read: " + e);
            return;
        }
        lock.lock();
        try {
            catalogue.add(entry);
            if (!compiling) {
                return;
            }
            boolean awaited = newest.map(Generation::policy).map(Policy::missing).orElse(Set.of()).stream()
                    .anyMatch(entry.offers()::contains);
            if (awaited) {
                rebuild();
            } else {
                quietUntil = System.nanoTime() + QUIET.toNanos();
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /// The server stops: no more snapshots. What is under way keeps its own.
    void finish() {
        lock.lock();
        try {
            if (!closed) {
                closed = true;
                newest.ifPresent(last -> {
                    old.add(last);
                    last.retire();
                });
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    void unbindPlugin(ServiceReference<Plugin> reference) {
        List<Generation> holding;
        Entry gone;
        Duration limit;
        lock.lock();
        try {
            Optional<Entry> removed = catalogue.remove(reference);
            if (removed.isEmpty() || !compiling) {
                return;
            }
            gone = removed.get();
            limit = newest.map(generation -> generation.policy().setting(KernelOptions.PLUGIN_DRAIN_TIMEOUT))
                    .orElse(Duration.ZERO);
            if (!closed
                    && newest.map(generation -> generation.entries().contains(gone))
                            .orElse(false)) {
                rebuild();
            }
            holding = old.stream()
                    .filter(generation -> generation.entries().contains(gone))
                    .toList();
        } finally {
            lock.unlock();
        }
        drain(gone, holding, limit);
    }

    private void drain(Entry gone, List<Generation> holding, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        for (Generation generation : holding) {
            if (!generation.drain(Duration.ofNanos(Math.max(0, end - System.nanoTime())))) {
                gone.kill();
                log.panic("plugin " + gone + " stops although " + generation.leased()
                        + " messages still use it after " + limit.toSeconds()
                        + " s: they get a temporary failure");
            }
        }
        gone.kill();
    }

    /// Compiles the configuration in force against the plugins that are there now. The lock is held.
    private void rebuild() {
        quietUntil = 0;
        if (sourceRefused && newest.isPresent()) {
            try {
                publish(compile(source.reread()));
                sourceRefused = false;
                log.main("the configuration that was refused is in force now");
                return;
            } catch (BadConfiguration e) {
                // Still refused: the good one goes on below, compiled anew.
            }
        }
        try {
            publish(compile(
                    newest.map(generation -> generation.policy().source()).orElse(source)));
        } catch (BadConfiguration e) {
            log.panic(
                    "the configuration cannot be compiled with the plugins that are there now; the last one stays in force: "
                            + e.getMessage());
        }
    }

    private Generation compile(ConfigSource from) throws BadConfiguration {
        List<Entry> present = catalogue.preferred();
        Policy policy = language.compile(from, List.copyOf(present), catalogue.departed(present));
        return new Generation(++count, policy, present);
    }

    private void publish(Generation generation) {
        Set<Offer> missing = generation.policy().missing();
        if (missing.isEmpty()) {
            missingSince = 0;
        } else {
            missingSince = missingSince == 0 ? System.nanoTime() | 1 : missingSince;
            log.panic(
                    "the configuration uses what no plugin offers now, so mail that needs it gets a temporary failure: "
                            + missing);
        }
        MailContext context = MailContext.of(generation.policy(), InstantSource.system(), log);
        generation.entries().forEach(entry -> entry.configured(context));
        Optional<Generation> before = newest;
        newest = Optional.of(generation);
        before.ifPresent(previous -> {
            old.add(previous);
            previous.retire();
        });
        old.removeIf(previous -> previous.leased() == 0);
        changed.signalAll();
    }

    @Override
    public Optional<Snapshot> take() {
        return lease().map(lease -> lease);
    }

    /// A lease on the newest snapshot. Waits for a while for a plugin that has just gone and that the
    /// configuration uses.
    @Override
    public Optional<Generation.Lease> lease() {
        if (missingSince != 0) {
            awaitReturn();
        }
        while (true) {
            Optional<Generation> current = newest;
            if (current.isEmpty()) {
                return Optional.empty();
            }
            Optional<Generation.Lease> lease = current.get().lease();
            if (lease.isPresent()) {
                return lease;
            }
            if (closed) {
                return Optional.empty();
            }
        }
    }

    private void awaitReturn() {
        Duration limit = newest.map(generation -> generation.policy().setting(KernelOptions.PLUGIN_RETURN_TIMEOUT))
                .orElse(Duration.ZERO);
        await(() -> missingSince == 0, missingSince + limit.toNanos());
    }

    @Override
    public boolean awaitNewer(long number, Duration limit) {
        return await(() -> newest.isEmpty() || newest.get().number() > number, System.nanoTime() + limit.toNanos());
    }

    /// Waits until it is so; false if that moment, the end of the server or an interrupt comes first.
    private boolean await(BooleanSupplier reached, long end) {
        lock.lock();
        try {
            long left = end - System.nanoTime();
            while (!reached.getAsBoolean() && !closed && left > 0) {
                left = changed.awaitNanos(left);
            }
            return reached.getAsBoolean();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<Problem> reload() throws BadConfiguration {
        lock.lock();
        try {
            Map<String, Long> before = watch.current();
            ConfigSource fresh = source.reread();
            List<Entry> present = catalogue.preferred();
            try {
                Policy policy = language.compile(fresh, List.copyOf(present), Set.of());
                source = fresh;
                sourceRefused = false;
                catalogue.forgetDeparted();
                publish(new Generation(++count, policy, present));
                log.main("configuration " + fresh.main() + " is in force");
                return policy.warnings();
            } catch (BadConfiguration e) {
                sourceRefused = true;
                log.panic("configuration " + fresh.main() + " is refused, the last good one stays in force: "
                        + e.problems().size() + " problems, the first: "
                        + e.problems().getFirst());
                throw e;
            } finally {
                watch.remember(fresh, before);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Policy check(ConfigSource other) throws BadConfiguration {
        List<Entry> present = present();
        Policy policy = language.compile(other, List.copyOf(present), Set.of());
        checked.put(policy, present);
        return policy;
    }

    /// A plugin that has come since the policy was compiled is none of its.
    @Override
    public void configure(MailContext context) {
        checked.getOrDefault(context.policy(), List.of()).forEach(entry -> entry.configured(context));
    }

    private List<Entry> present() {
        lock.lock();
        try {
            return catalogue.preferred();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<Installed> plugins() {
        lock.lock();
        try {
            return List.copyOf(catalogue.all());
        } finally {
            lock.unlock();
        }
    }

    /// Follows changes of plugins and files until the server ends.
    private void keepUp() {
        lock.lock();
        try {
            watch.remember(newest.orElseThrow().policy().source(), Map.of());
            while (!closed) {
                long wait = quietUntil == 0 ? Duration.ofSeconds(1).toNanos() : quietUntil - System.nanoTime();
                if (wait > 0) {
                    changed.awaitNanos(wait);
                }
                if (quietUntil != 0 && quietUntil - System.nanoTime() <= 0) {
                    rebuild();
                } else if (!closed && watch.changed()) {
                    reloadChanged();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private void reloadChanged() {
        try {
            reload();
        } catch (BadConfiguration e) {
            // Said in the panic log by reload().
        }
    }

    @Deactivate
    void close() {
        finish();
    }
}
