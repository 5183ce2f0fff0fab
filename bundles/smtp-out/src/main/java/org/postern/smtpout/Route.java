package org.postern.smtpout;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/// How to reach a host.
///
/// @param target address and port
/// @param from our own address; empty for what the system chooses
/// @param keepalive whether an idle connection is probed
record Route(InetSocketAddress target, Optional<InetAddress> from, boolean keepalive) {}
