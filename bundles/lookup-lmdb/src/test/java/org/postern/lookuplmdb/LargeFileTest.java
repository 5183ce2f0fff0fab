package org.postern.lookuplmdb;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// Ten million keys, made by `mdb_load`; prints how long it takes. With `-Dpostern.large=true`; since
/// `mdb_load`
/// waits for the disk after every hundred keys, `-Djava.io.tmpdir=` should name a directory in memory.
@EnabledIfSystemProperty(named = "postern.large", matches = "true")
class LargeFileTest {
    private static final int KEYS = Integer.getInteger("postern.keys", 10_000_000);
    private static final int LOOKUPS = 200_000;
    private static final int THREADS = 8;

    @TempDir
    private Path directory = Path.of("");

    @Test
    void ten_million_keys() throws Exception {
        Path file = directory.resolve("large.mdb");
        long begun = System.nanoTime();
        load(file);
        System.out.printf("mdb_load: %d keys in %.1f s, %d MiB%n", KEYS, since(begun), Files.size(file) >> 20);
        Environments environments = new Environments(1);
        measure(environments, file, "first");
        measure(environments, file, "again");
        measureThreads(environments, file);
        environments.close();
    }

    private static void measure(Environments environments, Path file, String what) throws IOException {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long begun = System.nanoTime();
        long work = threads.getCurrentThreadCpuTime();
        assertThat(found(environments, file, new Random(1), LOOKUPS)).isEqualTo(LOOKUPS);
        double busy = (threads.getCurrentThreadCpuTime() - work) / 1e3 / LOOKUPS;
        double all = since(begun) * 1e6 / LOOKUPS;
        System.out.printf("%s: %d lookups, %.1f us each, %.1f us of the processor%n", what, LOOKUPS, all, busy);
    }

    private static void measureThreads(Environments environments, Path file) throws InterruptedException {
        long begun = System.nanoTime();
        AtomicInteger all = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            Random random = new Random(i);
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    all.addAndGet(found(environments, file, random, LOOKUPS / THREADS));
                } catch (IOException e) {
                    System.out.println(e);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        double seconds = since(begun);
        assertThat(all).hasValue(LOOKUPS);
        System.out.printf("%d threads: %.0f lookups a second%n", THREADS, LOOKUPS / seconds);
    }

    private static int found(Environments environments, Path file, Random random, int lookups) throws IOException {
        int found = 0;
        for (int i = 0; i < lookups; i++) {
            String key = key(random.nextInt(KEYS));
            found += environments
                    .get(file, key.getBytes(ISO_8859_1))
                    .filter(value -> new String(value, ISO_8859_1).equals("value of " + key))
                    .map(_ -> 1)
                    .orElse(0);
        }
        return found;
    }

    private static void load(Path file) throws Exception {
        Process process = new ProcessBuilder("mdb_load", "-n", file.toString())
                .redirectErrorStream(true)
                .redirectInput(input(file.resolveSibling("large.txt")).toFile())
                .start();
        String output = new String(process.getInputStream().readAllBytes(), ISO_8859_1);
        assertThat(process.waitFor()).as(output).isZero();
    }

    /// The lines for `mdb_load`, which needs to be told how large the map must be.
    private static Path input(Path file) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file, ISO_8859_1)) {
            out.write("VERSION=3\nformat=print\ntype=btree\nmapsize=8589934592\nHEADER=END\n");
            for (int i = 0; i < KEYS; i++) {
                out.write(" " + key(i) + "\n value of " + key(i) + "\n");
            }
            out.write("DATA=END\n");
        }
        return file;
    }

    private static String key(int number) {
        return String.format("user%08d@example.org", number);
    }

    private static double since(long begun) {
        return (System.nanoTime() - begun) / 1e9;
    }
}
