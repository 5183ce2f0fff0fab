package org.postern.smtpout;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.postern.api.net.TrafficClass;

/// How to reach a host.
///
/// @param target address and port
/// @param from our own address; empty for what the system chooses
/// @param keepalive whether an idle connection is probed
/// @param trafficClass of what is sent; empty for what the system chooses
record Route(
        InetSocketAddress target, Optional<InetAddress> from, boolean keepalive, Optional<TrafficClass> trafficClass) {
    /// The same to another address; one of the other family is reached from the address that the system
    /// chooses.
    Route to(InetSocketAddress other) {
        Optional<InetAddress> source =
                from.filter(ours -> ours.getClass() == other.getAddress().getClass());
        return new Route(other, source, keepalive, trafficClass);
    }
}
