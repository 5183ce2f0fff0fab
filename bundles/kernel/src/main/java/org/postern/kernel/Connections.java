package org.postern.kernel;

import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// The clients that are connected now, counted. Used by all sessions.
final class Connections {
    private final AtomicInteger all = new AtomicInteger();
    private final Map<InetAddress, Integer> ofHosts = new ConcurrentHashMap<>();

    /// One more has come; how many there are with it.
    int begin() {
        return all.incrementAndGet();
    }

    /// One has gone.
    void end() {
        all.decrementAndGet();
    }

    /// One has turned out to be this host; how many are with it.
    int begin(InetAddress host) {
        return ofHosts.merge(host, 1, Integer::sum);
    }

    /// One that was this host has gone.
    void end(InetAddress host) {
        ofHosts.merge(host, -1, Integer::sum);
        ofHosts.remove(host, 0);
    }
}
