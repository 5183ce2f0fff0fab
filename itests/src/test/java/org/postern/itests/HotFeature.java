package org.postern.itests;

import java.io.IOException;

/// A feature that a running server has, to be updated and removed.
///
/// @param server the server
/// @param name the feature
record HotFeature(Server server, String name) {
    static HotFeature of(Server server, String name) {
        return new HotFeature(server, name);
    }

    /// Its bundle is stopped, replaced and started.
    void update() throws IOException {
        succeed("feature", "update", name);
    }

    /// Nothing of it is left.
    void remove() throws IOException {
        succeed("feature", "remove", name);
    }

    private void succeed(String... command) throws IOException {
        Command.Result result = server.postern(command);
        if (result.status() != 0) {
            throw new IOException(String.join(" ", command) + ": " + result.output());
        }
    }
}
