package org.postern.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.postern.api.mail.Host;
import org.postern.api.net.IpText;

/// The hosts that could not be used, and when they are to be tried again. In memory: after a restart each
/// host gets a first chance. Safe for any number of threads.
final class HostRetries {
    private static final int MAX_HOSTS = 100_000;
    private static final Duration KEPT = Duration.ofDays(7);

    private final Map<String, Down> hosts = new ConcurrentHashMap<>();

    /// A host that is down.
    private record Down(Instant since, Instant until) {}

    /// The hosts that may be tried now, in their order.
    List<Host> due(List<Host> all, Instant now) {
        if (hosts.isEmpty() || all.isEmpty()) {
            return all;
        }
        return all.stream().filter(host -> !until(host).isAfter(now)).toList();
    }

    /// When the first of these hosts may be tried again.
    Instant earliest(List<Host> all, Instant otherwise) {
        return all.stream().map(this::until).min(Instant::compareTo).orElse(otherwise);
    }

    private Instant until(Host host) {
        Down down = hosts.get(key(host));
        return down == null ? Instant.MIN : down.until();
    }

    /// Leaves a host out until the time that `next` finds from that of its first failure. What is known
    /// stays while that time is not over: a message that tried the host at the same time tells nothing new.
    void failed(Host host, Instant now, UnaryOperator<Instant> next) {
        if (hosts.size() >= MAX_HOSTS) {
            hosts.values().removeIf(down -> !down.until().isAfter(now));
        }
        if (hosts.size() >= MAX_HOSTS) {
            return;
        }
        Down known = hosts.get(key(host));
        if (known == null || known.until().plus(KEPT).isBefore(now)) {
            hosts.put(key(host), new Down(now, next.apply(now)));
        } else if (!known.until().isAfter(now)) {
            hosts.put(key(host), new Down(known.since(), next.apply(known.since())));
        }
    }

    /// A host took mail.
    void worked(Host host) {
        if (!hosts.isEmpty()) {
            hosts.remove(key(host));
            hosts.remove(key(new Host(host.name(), Optional.empty(), host.port(), -1, false)));
        }
    }

    /// The name counts too: what is wrong with a host may be wrong only under one of its names, as with DANE,
    /// and whoever gives an address one more name must not stop mail to the others.
    private static String key(Host host) {
        return host.name().toLowerCase(Locale.ROOT)
                + ' '
                + host.address().map(IpText::of).orElse("")
                + ':'
                + host.port();
    }
}
