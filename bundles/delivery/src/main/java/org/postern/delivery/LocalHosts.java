package org.postern.delivery;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;

/// Knows which addresses are this host's. What it read of the interfaces is kept for a minute. Safe for any
/// number of threads.
final class LocalHosts {
    private static final Duration KEPT = Duration.ofMinutes(1);
    private volatile Known known = new Known(Set.of(), Instant.MIN);

    private record Known(Set<InetAddress> addresses, Instant until) {}

    boolean contains(InetAddress address, Instant now) {
        return address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || addresses(now).contains(address);
    }

    private Set<InetAddress> addresses(Instant now) {
        Known current = known;
        if (now.isBefore(current.until)) {
            return current.addresses;
        }
        Known read = new Known(read(current.addresses), now.plus(KEPT));
        known = read;
        return read.addresses;
    }

    private static Set<InetAddress> read(Set<InetAddress> otherwise) {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .collect(Collectors.toUnmodifiableSet());
        } catch (SocketException _) {
            return otherwise; // as they were; a loop that this lets pass is found by its Received fields
        }
    }
}
