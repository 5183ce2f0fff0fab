package org.postern.transports;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.postern.spi.Transport;
import org.postern.testkit.TestDelivery;
import org.postern.testkit.TestMessage;
import org.postern.testkit.TestSettings;

/// Measures durable deliveries into one Maildir: `MaildirLoad DIRECTORY THREADS MESSAGES ROUNDS`.
final class MaildirLoad {
    private MaildirLoad() {}

    public static void main(String[] arguments) throws Exception {
        Path root = Files.createTempDirectory(Path.of(arguments[0]), "maildir-load");
        int threads = Integer.parseInt(arguments[1]);
        int messages = Integer.parseInt(arguments[2]);
        try (Filesystems filesystems = new Filesystems()) {
            for (int round = 0; round < Integer.parseInt(arguments[3]); round++) {
                measure(transport(root, filesystems), threads, messages, round);
            }
        }
        try (Stream<Path> all = Files.walk(root)) {
            for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static Transport transport(Path root, Filesystems filesystems) throws Exception {
        return new AppendfileDriver(filesystems, new MailboxTurns(), Instant.EPOCH)
                .create(TestSettings.block("local_delivery")
                        .put(AppendfileOptions.MAILDIR_FORMAT, true)
                        .set(
                                AppendfileOptions.DIRECTORY,
                                root.resolve("Maildir").toString()));
    }

    private static void measure(Transport transport, int threads, int messages, int round) throws Exception {
        AtomicInteger next = new AtomicInteger();
        AtomicInteger delivered = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(threads);
        String body = "x".repeat(78).concat("\r\n").repeat(51);
        long begin = System.nanoTime();
        for (int i = 0; i < threads; i++) {
            Thread.startVirtualThread(() -> {
                for (int n = next.getAndIncrement(); n < messages; n = next.getAndIncrement()) {
                    deliver(transport, round + "-" + n, body, delivered);
                }
                done.countDown();
            });
        }
        done.await();
        double seconds = (System.nanoTime() - begin) / 1e9;
        System.out.printf("%d threads: %d of %d, %.0f/s%n", threads, delivered.get(), messages, messages / seconds);
    }

    private static void deliver(Transport transport, String id, String body, AtomicInteger delivered) {
        TestDelivery delivery = TestDelivery.to("user@example.org")
                .message(TestMessage.from("sender@example.com").id(id))
                .body(body);
        try {
            if (List.copyOf(transport.deliver(delivery).values()).getFirst() instanceof Transport.Status.Delivered) {
                delivered.incrementAndGet();
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
