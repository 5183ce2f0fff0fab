package org.postern.itests;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/// A port of the loopback that nobody listens on, outside the range from which the system gives ports to
/// clients. Test classes run in several processes at a time: each has a range of its own.
final class FreePort {
    private static final int FIRST = 10_000;
    private static final int EACH = 5_000;
    private static final int RANGES = 4;
    private static final AtomicInteger NEXT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(EACH));

    private FreePort() {}

    static int find() throws IOException {
        int range = FIRST + EACH * (Integer.getInteger("postern.fork", 1) % RANGES);
        while (true) {
            int port = range + NEXT.getAndIncrement() % EACH;
            try (ServerSocket free = new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1"))) {
                return free.getLocalPort();
            } catch (BindException e) {
                // Somebody listens: the next one.
            }
        }
    }
}
