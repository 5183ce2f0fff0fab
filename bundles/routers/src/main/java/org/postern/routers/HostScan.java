package org.postern.routers;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.mail.Host;
import org.postern.api.net.IpText;
import org.postern.api.system.OwnHosts;

/// Puts hosts that were found in order, and cuts the list before this host. Safe for any number of threads.
///
/// @param own which hosts are this one
record HostScan(OwnHosts own) {
    /// What is left of a list; empty if no host of it has an address.
    Optional<HostSearch> scan(List<Host> list, HostAddresses.Family family, Context context) throws ExpansionException {
        List<Host> hosts = new ArrayList<>(list);
        preferFamily(hosts, family != HostAddresses.Family.IPV4_FIRST);
        withoutDuplicates(hosts);
        int end = 0;
        boolean usable = false;
        for (int i = 0; i < hosts.size(); i++) {
            Host host = hosts.get(i);
            if (own.contains(host, context)) {
                return end == 0
                        ? Optional.of(new HostSearch.Own(List.copyOf(hosts)))
                        : found(hosts.subList(0, end), true, usable);
            }
            usable |= host.address().isPresent();
            if (i + 1 == hosts.size() || hosts.get(i + 1).preference() != host.preference()) {
                end = i + 1;
            }
        }
        return found(hosts, false, usable);
    }

    private static Optional<HostSearch> found(List<Host> hosts, boolean cut, boolean usable) {
        return usable ? Optional.of(new HostSearch.Found(List.copyOf(hosts), cut)) : Optional.empty();
    }

    /// One pass, as Exim does it: of two neighbours with one preference, the one of the better family first.
    private static void preferFamily(List<Host> hosts, boolean six) {
        for (int i = 0; i + 1 < hosts.size(); i++) {
            Host host = hosts.get(i);
            Host next = hosts.get(i + 1);
            boolean better = next.address().isPresent() && isSix(next) == six;
            if (host.preference() == next.preference()
                    && host.address().isPresent()
                    && isSix(host) != six
                    && (better || next.address().isEmpty())) {
                hosts.set(i, next);
                hosts.set(i + 1, host);
            }
        }
    }

    private static boolean isSix(Host host) {
        return host.address()
                .filter(address -> IpText.of(address).indexOf(':') >= 0)
                .isPresent();
    }

    private static void withoutDuplicates(List<Host> hosts) {
        Set<String> seen = new HashSet<>();
        hosts.removeIf(host ->
                host.address().isPresent() && !seen.add(IpText.of(host.address().get()) + " " + host.port()));
    }
}
