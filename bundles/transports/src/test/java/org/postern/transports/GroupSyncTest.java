package org.postern.transports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroupSyncTest {
    private final AtomicInteger forces = new AtomicInteger();

    /// Lets `followers` wait while a first force is under way, then ends it, and gives their results.
    private List<Future<?>> crowd(GroupSync sync, int followers, GroupSync.Force own) throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        List<Future<?>> results = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            results.add(threads.submit(() -> {
                sync.sync(() -> hold(begun, end));
                return null;
            }));
            begun.await();
            for (int i = 0; i < followers; i++) {
                results.add(threads.submit(() -> {
                    sync.sync(own);
                    return null;
                }));
            }
            while (sync.waiting() < followers) {
                Thread.onSpinWait();
            }
            end.countDown();
        }
        return results.subList(1, results.size());
    }

    private static void hold(CountDownLatch begun, CountDownLatch end) throws IOException {
        begun.countDown();
        try {
            end.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void forces_each_file_of_those_who_wait_where_there_is_no_syncfs() throws Exception {
        GroupSync sync = new GroupSync(Optional.empty(), Thread::startVirtualThread);
        for (Future<?> result : crowd(sync, 10, forces::incrementAndGet)) {
            result.get();
        }
        assertThat(forces).hasValue(10);
        assertThat(sync.failures()).isZero();
    }

    @Test
    void one_syncfs_serves_all_who_wait(@TempDir Path directory) throws Exception {
        Optional<SyncAll> all = SyncAll.of(directory);
        org.junit.jupiter.api.Assumptions.assumeTrue(all.isPresent(), "no syncfs that can be relied upon here");
        try (GroupSync sync = new GroupSync(all, Thread::startVirtualThread)) {
            for (Future<?> result : crowd(sync, 10, forces::incrementAndGet)) {
                result.get();
            }
        }
        assertThat(forces).hasValue(0);
    }

    @Test
    void a_failing_syncfs_fails_all_who_wait_and_is_counted(@TempDir Path directory) throws Exception {
        Optional<SyncAll> all = SyncAll.of(directory);
        org.junit.jupiter.api.Assumptions.assumeTrue(all.isPresent(), "no syncfs that can be relied upon here");
        all.get().close();
        GroupSync sync = new GroupSync(all, Thread::startVirtualThread);
        for (Future<?> result : crowd(sync, 10, forces::incrementAndGet)) {
            assertThatThrownBy(result::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasRootCauseMessage("syncfs: error 9");
        }
        assertThat(sync.failures()).isEqualTo(1);
    }

    @Test
    void a_failing_force_fails_its_own_delivery_only() throws Exception {
        GroupSync sync = new GroupSync(Optional.empty(), Thread::startVirtualThread);
        List<Future<?>> results = crowd(sync, 10, () -> {
            if (forces.incrementAndGet() == 3) {
                throw new IOException("bad sector");
            }
        });
        assertThat(results.stream().filter(result -> result.state() == Future.State.FAILED))
                .hasSize(1);
    }

    @Test
    void a_single_failure_does_not_stop_those_who_come_later() throws IOException {
        GroupSync sync = new GroupSync(Optional.empty(), Thread::startVirtualThread);
        assertThatThrownBy(() -> sync.sync(() -> {
                    throw new IOException("bad sector");
                }))
                .hasMessage("bad sector");
        sync.sync(forces::incrementAndGet);
        assertThat(forces).hasValue(1);
    }

    @Test
    void relies_on_syncfs_from_linux_5_8_on_only() {
        assertThat(SyncAll.isReliable("Linux", "5.7.19")).isFalse();
        assertThat(SyncAll.isReliable("Linux", "5.8.0-1-amd64")).isTrue();
        assertThat(SyncAll.isReliable("Linux", "6.18.44")).isTrue();
        assertThat(SyncAll.isReliable("Linux", "unknown")).isFalse();
        assertThat(SyncAll.isReliable("Mac OS X", "26.0")).isFalse();
    }
}
