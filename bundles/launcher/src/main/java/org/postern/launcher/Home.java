package org.postern.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// The directory where one server keeps all that changes.
///
/// @param directory an absolute path
record Home(Path directory) {
    /// What Felix keeps of installed bundles.
    Path cache() {
        return directory.resolve("cache");
    }

    /// Bundles that are put here are installed at once.
    Path bundles() {
        return directory.resolve("bundles");
    }

    /// The features that are installed.
    Path features() {
        return directory.resolve("features.json");
    }

    /// Where the control socket is; only its owner may enter.
    Path run() {
        return directory.resolve("run");
    }

    /// The control socket.
    Path socket() {
        return run().resolve("control.sock");
    }

    /// Held as long as a server runs here.
    Path lock() {
        return run().resolve("lock");
    }

    /// Makes the directories that are missing.
    void create() throws IOException {
        Files.createDirectories(directory);
        Files.createDirectories(bundles());
        var ownerOnly = PosixFilePermissions.fromString("rwx------");
        if (!Files.isDirectory(run())) {
            Files.createDirectory(run(), PosixFilePermissions.asFileAttribute(ownerOnly));
        }
        Files.setPosixFilePermissions(run(), ownerOnly);
    }
}
