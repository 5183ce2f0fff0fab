package org.postern.routers;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;

/// The addresses of the interfaces of this machine, as they are at the moment of the question.
final class MachineAddresses implements LocalAddresses {
    @Override
    public boolean contains(InetAddress address) {
        if (address.isLoopbackAddress() || address.isAnyLocalAddress()) {
            return true;
        }
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException _) {
            return false; // what has no interface to answer for it is not ours
        }
    }
}
