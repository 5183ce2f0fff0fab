package org.postern.expandstandard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Map;

/// What does not change while the server runs.
///
/// @param hostName the name of this machine, qualified if it knows its domain
/// @param version of the server
/// @param pid the process id
/// @param owner of the process
/// @param zone for times in variables
/// @param environment of the process
record Machine(
        String hostName, String version, long pid, Owner owner, ZoneId zone, Map<String, String> environment) {
    /// Whom the process belongs to.
    ///
    /// @param uid the user
    /// @param gid the group
    record Owner(int uid, int gid) {
        static final Owner ROOT = new Owner(0, 0);
    }

    Machine {
        environment = Map.copyOf(environment);
    }

    /// The machine that this runs on.
    static Machine here(String hostName, String version) {
        return new Machine(hostName, version, ProcessHandle.current().pid(), processOwner(), ZoneId.systemDefault(), System.getenv());
    }

    private static Owner processOwner() {
        try {
            Map<String, Object> facts = Files.readAttributes(Path.of("/proc/self"), "unix:uid,gid");
            return facts.get("uid") instanceof Integer uid && facts.get("gid") instanceof Integer gid
                    ? new Owner(uid, gid)
                    : Owner.ROOT;
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException _) {
            return Owner.ROOT; // a machine without /proc
        }
    }
}
