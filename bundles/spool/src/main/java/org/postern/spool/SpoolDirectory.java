package org.postern.spool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// The directories of a spool.
///
/// @param root the spool directory
record SpoolDirectory(Path root) {
    /// The segments.
    Path journal() {
        return root.resolve("journal");
    }

    /// What could not be read.
    Path corrupt() {
        return journal().resolve("corrupt");
    }

    /// Bodies that are too large for the journal, by message id.
    Path body() {
        return root.resolve("body");
    }

    /// Data that is being received.
    Path incoming() {
        return root.resolve("incoming");
    }

    /// The file that the process which uses the spool has locked.
    Path lock() {
        return root.resolve("lock");
    }

    Path body(String id) {
        return body().resolve(id);
    }

    /// Makes the directories that are not there, for nobody but the owner.
    void create() throws IOException {
        var mode = PosixFilePermissions.asFileAttribute(Set.copyOf(PosixFilePermissions.fromString("rwx------")));
        for (Path directory : List.of(root, journal(), corrupt(), body(), incoming())) {
            if (!Files.isDirectory(directory)) {
                Files.createDirectories(directory, mode);
            }
        }
    }

    /// The files in a directory with names that end so, in the order of their names.
    static List<Path> files(Path directory, String suffix) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(path -> path.getFileName().toString().endsWith(suffix))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        }
    }
}
