package org.postern.spool;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.postern.api.MailLog;
import org.postern.core.Policy;
import org.postern.core.Snapshot;
import org.postern.core.Snapshots;

/// The limits that the policy in force sets, looked at once a second; those without a configuration while
/// there is none.
final class PolicyLimits implements Supplier<SpoolLimits> {
    private static final long INTERVAL = Duration.ofSeconds(1).toNanos();
    private final AtomicReference<Optional<Snapshots>> snapshots = new AtomicReference<>(Optional.empty());
    private final Path directory;
    private final MailLog log;
    private final LongSupplier nanoTime;
    private final AtomicLong lookedAt;
    private final AtomicReference<String> complained = new AtomicReference<>("");
    private volatile SpoolLimits limits = SpoolLimits.DEFAULT;

    PolicyLimits(Path directory, MailLog log, LongSupplier nanoTime) {
        this.directory = directory;
        this.log = log;
        this.nanoTime = nanoTime;
        this.lookedAt = new AtomicLong(nanoTime.getAsLong() - INTERVAL);
    }

    /// There is a source of policies.
    void bind(Snapshots source) {
        snapshots.set(Optional.of(source));
    }

    /// The source is gone.
    void unbind(Snapshots source) {
        snapshots.updateAndGet(now -> now.filter(bound -> !bound.equals(source)));
    }

    @Override
    public SpoolLimits get() {
        long now = nanoTime.getAsLong();
        long looked = lookedAt.get();
        if (now - looked >= INTERVAL && lookedAt.compareAndSet(looked, now)) {
            snapshots.get().flatMap(Snapshots::take).ifPresent(this::read);
        }
        return limits;
    }

    private void read(Snapshot leased) {
        try (leased) {
            Policy policy = leased.policy();
            limits = SpoolOptions.limits(policy);
            policy.setting(SpoolOptions.SPOOL_DIRECTORY).ifPresent(this::compare);
        }
    }

    private void compare(String wanted) {
        boolean same = Path.of(wanted)
                .toAbsolutePath()
                .normalize()
                .equals(directory.toAbsolutePath().normalize());
        if (!same && !complained.getAndSet(wanted).equals(wanted)) {
            log.panic("spool_directory = " + wanted + " is not used: the spool is in " + directory
                    + "; it is chosen at the start (postern.spool_directory)");
        }
    }
}
