package org.postern.expandstandard;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.ZoneId;
import java.util.Map;

/// What does not change while the server runs.
///
/// @param hostName the name of this machine, qualified if it knows its domain
/// @param version of the server
/// @param pid the process id
/// @param zone for times in variables
/// @param environment of the process
record Machine(String hostName, String version, long pid, ZoneId zone, Map<String, String> environment) {
    Machine {
        environment = Map.copyOf(environment);
    }

    /// The machine that this runs on.
    static Machine here(String version) {
        return new Machine(ownName(), version, ProcessHandle.current().pid(), ZoneId.systemDefault(), System.getenv());
    }

    private static String ownName() {
        try {
            InetAddress local = InetAddress.getLocalHost();
            String canonical = local.getCanonicalHostName();
            return canonical.equals(local.getHostAddress()) ? local.getHostName() : canonical;
        } catch (UnknownHostException _) {
            return "localhost"; // a machine without a name still takes mail for itself
        }
    }
}
