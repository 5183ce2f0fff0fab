package org.postern.expandstandard;

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
    static Machine here(String hostName, String version) {
        return new Machine(hostName, version, ProcessHandle.current().pid(), ZoneId.systemDefault(), System.getenv());
    }
}
