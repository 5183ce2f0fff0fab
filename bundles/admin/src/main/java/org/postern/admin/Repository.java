package org.postern.admin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.osgi.service.feature.ID;

/// The directory that bundles of features come from. Each jar has its SHA-256 beside it, in a file of the
/// same name and `.sha256`; a jar that does not agree with it is not used.
///
/// @param directory of the distribution
record Repository(Path directory) {
    /// Whether there is a file for a bundle.
    boolean has(ID bundle) {
        return Files.exists(file(bundle));
    }

    /// Reads the jar of a bundle and checks it.
    Jar read(ID bundle) throws IOException, CommandFailed {
        Path file = file(bundle);
        Path sumFile = file.resolveSibling(file.getFileName() + ".sha256");
        if (!Files.exists(file) || !Files.exists(sumFile)) {
            throw new CommandFailed(bundle + ": " + file + " or its checksum is not there");
        }
        Jar jar = new Jar(Files.readAllBytes(file));
        if (!Files.readString(sumFile).strip().equalsIgnoreCase(jar.sum())) {
            throw new CommandFailed(bundle + ": " + file + " does not agree with its checksum");
        }
        return jar;
    }

    private Path file(ID bundle) {
        return directory.resolve(bundle.getArtifactId() + "-" + bundle.getVersion() + ".jar");
    }
}
